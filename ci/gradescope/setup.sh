#!/bin/bash
# SPDX-License-Identifier: MIT
#
# ci/gradescope/setup.sh   Gradescope runs it once, when it builds the image.
#
# tessera.tar.gz lies beside it: the full tree, with solutions. Unpacks it and
# installs what it needs. The image must be of Debian 12.

set -e
cd /autograder/source
mkdir -p tessera
tar -xzf tessera.tar.gz -C tessera
apt-get update
apt-get install -y --no-install-recommends make git
cd tessera
make setup
