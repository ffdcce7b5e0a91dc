#!/bin/sh
# The published case study's path on one data set: mine, train one epoch with one mined negative per query, compare.
#
# usage: case-study.sh TARGET.json GUARD.json FOLDER
set -eu
target=$1
guard=$2
folder=$3
retune=$(dirname "$0")/../retune
model=bge-small-zh-v1.5
instruction=为这个句子生成表示以用于检索相关文章：

mkdir -p "$folder"
start=$(date +%s)
"$retune" mine "$target" --model $model --query-instruction $instruction \
    --range-min 50 --range-max 100 --negatives 15 -o "$folder/mined.json"
"$retune" train "$folder/mined.json" --model $model --query-instruction $instruction \
    --epochs 1 --learning-rate 2e-5 --scale 20 --negatives-per-query 1 --guard "$guard" -o "$folder/checkpoint" --json "$folder/train.json"
status=0
"$retune" compare "$target" --base $model --candidate "$folder/checkpoint" --query-instruction $instruction \
    --guard "$guard" --json "$folder/compare.json" || status=$?
echo "whole path: $(($(date +%s) - start)) s; compare ended with $status"
