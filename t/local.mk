EXTRA_DIST += t/lsan.supp
