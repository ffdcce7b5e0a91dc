#!/bin/sh
# Hard negatives for 5,000 queries out of 370,000 stored vectors of 512 dimensions, all made up on the spot, within 2 GB
# of heap. Build first: mvn -Dquick -DskipTests package
#
# usage: mining.sh FOLDER [QUERIES PASSAGES DIMENSIONS]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
exec java -Xmx2g \
    -cp "$root/deploy/cli/target/retune-cli.jar:$root/libs/training/target/test-classes" \
    io.retune.training.mining.MiningAtScale "$1" "${2:-5000}" "${3:-370000}" "${4:-512}"
