// The part of Boost.Process that starts and watches children, without the DLLs SHELL32 and USER32: under Wine 8 they
// cost a program's start 20 ms, as much as all the rest of it.
#define BOOST_PROCESS_V2_SOURCE

#ifdef _WIN32
#include <windows.h>
#include <winsock2.h>
// request_exit() closes a child's windows by these. Children that are started with this have none, and it does nothing.
static BOOL no_enum_windows(WNDENUMPROC, LPARAM) {
  return TRUE;
}
static DWORD no_window_thread(HWND, DWORD*) {
  return 0;
}
static LRESULT no_send_message(HWND, UINT, WPARAM, LPARAM) {
  return 0;
}
#define EnumWindows no_enum_windows
#define GetWindowThreadProcessId no_window_thread
#undef SendMessageW
#define SendMessageW no_send_message
#endif

#include <boost/process/v2/impl/error.ipp>
//
#include <boost/process/v2/detail/impl/last_error.ipp>
#include <boost/process/v2/detail/impl/throw_error.ipp>
#include <boost/process/v2/detail/impl/utf8.ipp>
#include <boost/process/v2/impl/default_launcher.ipp>
#include <boost/process/v2/impl/process_handle.ipp>
