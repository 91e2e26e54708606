"""The photo check: what a photo is like, measured in a tenth of a second as it comes in."""
