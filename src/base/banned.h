#pragma once
/*
 * Functions that nobody may call, because each has a safer neighbour here or in
 * GLib. Included last by base/base.h, after every system header that names them.
 */
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets
#pragma GCC poison gmtime localtime ctime asctime
#pragma GCC poison atoi atol system popen rand
#undef alloca
#pragma GCC poison alloca
