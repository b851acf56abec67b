// The test program. Catch's own `main` is made in different ways by 2 and 3; a session is the same.
#define CATCH_CONFIG_RUNNER
#include "tests/support/catch.hpp"

int main(int argc, char** argv) { return Catch::Session().run(argc, argv); }
