EXTRA_DIST += .ci/run contrib/check contrib/deps contrib/lib.sh
