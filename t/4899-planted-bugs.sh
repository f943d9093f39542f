#!/bin/bash
# Bugs planted on purpose: the proof must find each. Run by "make plant", with a limit of its own.
exec bash "${srcdir:-.}/t/tools/plant.sh"
