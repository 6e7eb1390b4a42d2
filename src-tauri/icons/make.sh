#!/bin/sh
# Draws the window's and the package's icons from the one mark in ui/public. Needs
# ImageMagick and icnsutils.
set -eu
cd "$(dirname "$0")"
for size in 16 32 48 128 256 512; do
    convert -background none -density $((size * 3)) ../../ui/public/holdfast.svg \
        -resize "${size}x${size}" -type TrueColorAlpha -define png:color-type=6 "PNG32:${size}x${size}.png"
done
convert 16x16.png 32x32.png 48x48.png 256x256.png icon.ico
png2icns icon.icns 16x16.png 32x32.png 48x48.png 128x128.png 256x256.png 512x512.png
rm 16x16.png 48x48.png
# The tray: the mark as it is, and with a sign that differs in form as well as in colour.
cp 32x32.png tray-calm.png
convert 32x32.png -fill white -stroke '#5b6470' -strokewidth 2.5 -draw 'circle 23.5,23.5 23.5,17.5' \
    -define png:color-type=6 PNG32:tray-offline.png
convert 32x32.png -fill '#e8a200' -stroke white -strokewidth 1.5 -draw 'polygon 22,13 31,30 13,30' \
    -define png:color-type=6 PNG32:tray-ask.png
convert 32x32.png -fill '#d6273b' -stroke white -strokewidth 1.5 -draw 'circle 22,22 22,13' \
    -fill white -stroke none -draw 'rectangle 21,16 23,23' -draw 'rectangle 21,25 23,27' \
    -define png:color-type=6 PNG32:tray-alert.png
