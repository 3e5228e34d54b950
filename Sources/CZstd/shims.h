#ifndef BLOBGATE_CZSTD_SHIMS_H
#define BLOBGATE_CZSTD_SHIMS_H

#include <zstd.h>
#include <zstd_errors.h>

#endif
