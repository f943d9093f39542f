EXTRA_DIST += .ci/run contrib/check contrib/deps
