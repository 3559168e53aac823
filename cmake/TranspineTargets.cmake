# SPDX-License-Identifier: Apache-2.0
# Small wrappers so that each folder's CMakeLists.txt is a list of its sources and what it needs.

add_library(transpine_flags INTERFACE)
target_compile_options(transpine_flags INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 warns of std::string's own code at -O3 (GCC bug 105651).
  target_compile_options(transpine_flags INTERFACE -Wno-restrict)
endif()
if(TRANSPINE_WERROR)
  target_compile_options(transpine_flags INTERFACE -Werror)
endif()
if(TRANSPINE_SANITIZE)
  target_compile_options(transpine_flags INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer)
  target_link_options(transpine_flags INTERFACE -fsanitize=address,undefined)
endif()

# transpine_library(<module> SOURCES ... [PUBLIC ...] [PRIVATE ...]): static library transpine_<module>.
function(transpine_library module)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(transpine_${module} STATIC ${ARG_SOURCES})
  target_include_directories(transpine_${module} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(transpine_${module} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} transpine_flags)
endfunction()

# transpine_test(<name> LABEL unit|gui|gpu|slow|vectors SOURCES ... [LIBS ...]): one GoogleTest binary.
# Tests are discovered when ctest runs, so a build never needs a display or torch's start-up.
# Tests labelled gui must not run beside each other: they share one display.
function(transpine_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;LIBS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} transpine_test_support transpine_flags)
  set(properties LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
  if(ARG_LABEL STREQUAL "gui")
    list(APPEND properties RESOURCE_LOCK display)
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    TEST_PREFIX "${name}/" WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} PROPERTIES ${properties})
endfunction()

# transpine_device_test(<name>): has a test of networks run a second time on a GPU, as one test that
# is skipped where there is none.
function(transpine_device_test name)
  target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/support/device_environment.cpp)
  target_link_libraries(${name} PRIVATE transpine_nn)
  add_test(NAME gpu/${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(gpu/${name} PROPERTIES LABELS gpu TIMEOUT 1800
    ENVIRONMENT TRANSPINE_TEST_DEVICE=cuda SKIP_REGULAR_EXPRESSION "There is no CUDA device here")
endfunction()

# transpine_bench(<name> SOURCES ... [LIBS ...]): one Google Benchmark binary, never run by ctest.
function(transpine_bench name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} benchmark::benchmark benchmark::benchmark_main
    transpine_flags)
endfunction()
