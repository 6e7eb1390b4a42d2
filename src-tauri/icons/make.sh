#!/bin/sh
# Draws the window's and the package's icons from the one mark in ui/public. Needs ImageMagick.
set -eu
cd "$(dirname "$0")"
for size in 32 128 256 512; do
    convert -background none -density $((size * 3)) ../../ui/public/holdfast.svg \
        -resize "${size}x${size}" -type TrueColorAlpha -define png:color-type=6 "PNG32:${size}x${size}.png"
done
