#include "load.h"
int main(void) { return 0; }
