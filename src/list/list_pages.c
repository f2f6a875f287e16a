#include "pages.h"
const struct route list_routes[] = {{0}};
