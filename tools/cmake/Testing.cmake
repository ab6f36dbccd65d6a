# GoogleTest, built from its sources so that it fits whatever compiler builds us, and a main of our own.
include(GoogleTest)

find_path(WINERROR87_GOOGLETEST src/gtest-all.cc HINTS /usr/src/googletest/googletest NO_CMAKE_FIND_ROOT_PATH)
if(NOT WINERROR87_GOOGLETEST)
  message(FATAL_ERROR "GoogleTest's sources were not found. Run ./ci/setup, give -DWINERROR87_GOOGLETEST=FOLDER, "
                      "or build without tests: -DWINERROR87_TESTS=OFF.")
endif()

add_library(winerror87_gtest STATIC "${WINERROR87_GOOGLETEST}/src/gtest-all.cc")
target_include_directories(winerror87_gtest SYSTEM PUBLIC "${WINERROR87_GOOGLETEST}/include")
target_include_directories(winerror87_gtest PRIVATE "${WINERROR87_GOOGLETEST}")
target_link_libraries(winerror87_gtest PUBLIC Threads::Threads)

# A test program that ran nothing fails, and one whose test was skipped ends with this code, which ctest shows as skipped.
# A code and not a pattern in the output: what a subject prints could fake the pattern.
set(WINERROR87_SKIP_CODE 128)
add_library(winerror87_gtest_run STATIC "${PROJECT_SOURCE_DIR}/tools/testing/run_all_tests.cpp")
target_include_directories(winerror87_gtest_run PUBLIC "${PROJECT_SOURCE_DIR}")
target_compile_definitions(winerror87_gtest_run PRIVATE WINERROR87_SKIP_CODE=${WINERROR87_SKIP_CODE})
target_link_libraries(winerror87_gtest_run PUBLIC winerror87_gtest PRIVATE winerror87_warnings)
add_library(winerror87_gtest_main STATIC "${PROJECT_SOURCE_DIR}/tools/testing/main.cpp")
target_link_libraries(winerror87_gtest_main PUBLIC winerror87_gtest_run)

# winerror87_tests(TARGET SOURCE... LINK library... LABEL label [TIMEOUT seconds] [PROPERTIES name value...]): a program of
# tests, each a test of ctest.
function(winerror87_tests target)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "LINK;PROPERTIES" ${ARGN})
  add_executable(${target} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${target} PRIVATE ${ARG_LINK} winerror87_gtest_main winerror87_warnings)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  # NO_PRETTY_VALUES: a test with a parameter is called by the name that it gives itself.
  gtest_discover_tests(${target} NO_PRETTY_VALUES DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS ${ARG_LABEL} SKIP_RETURN_CODE ${WINERROR87_SKIP_CODE} TIMEOUT ${ARG_TIMEOUT} ${ARG_PROPERTIES})
endfunction()
