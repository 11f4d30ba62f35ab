# SPDX-License-Identifier: MIT
# One application that is built in.
ARCHIVE = $(B)/apps/hello.tsr
