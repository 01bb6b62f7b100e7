// The package manager builds no target without a source file; the functions are in the header.
#include "CByteScan.h"
