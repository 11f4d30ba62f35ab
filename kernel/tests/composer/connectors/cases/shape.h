/* SPDX-License-Identifier: MIT */
#pragma once

struct shape {
    long edges;
    short colour;
    char name;
};

typedef struct shape shape_t;
