# Refuses a compiler that miscompiles coroutines (g++ 12.2 does): a small program is run, not only compiled.
if(NOT DEFINED FAVILLA_COROUTINES_RUN)
    try_run(FAVILLA_COROUTINES_RUN FAVILLA_COROUTINES_COMPILE
        ${CMAKE_BINARY_DIR}/coroutine_check ${CMAKE_SOURCE_DIR}/cmake/coroutine_check.cpp
        CXX_STANDARD 23 CXX_STANDARD_REQUIRED ON
        COMPILE_OUTPUT_VARIABLE FAVILLA_COROUTINES_OUTPUT)
endif()
if(NOT FAVILLA_COROUTINES_COMPILE OR NOT FAVILLA_COROUTINES_RUN EQUAL 0)
    unset(FAVILLA_COROUTINES_RUN CACHE)
    message(FATAL_ERROR "${CMAKE_CXX_COMPILER} does not compile C++ coroutines correctly: use clang++-19 "
        "(cmake --preset release). ${FAVILLA_COROUTINES_OUTPUT}")
endif()
