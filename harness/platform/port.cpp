#include "harness/platform/port.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <random>
#include <set>

namespace winerror87 {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// Below the ports that Linux (32768-60999, ip(7)) and Windows (49152-65535) give to clients of their own accord: a
// client can then not take the port between our look and the subject's bind.
constexpr unsigned short first_port = 20'000;
constexpr unsigned short last_port = 32'000;
constexpr int attempts = 200;

bool can_listen(const std::string& host, unsigned short port) {
  asio::io_context context;
  boost::system::error_code error;
  const auto address = asio::ip::make_address(host, error);
  if (error) return false;
  const tcp::endpoint endpoint(address, port);
  tcp::acceptor acceptor(context);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(1, error);
  return !error;
}

}  // namespace

Result<unsigned short> free_port(const std::string& host) {
  static std::mt19937 random{std::random_device{}()};
  static std::set<unsigned short> given;
  std::uniform_int_distribution<int> any(first_port, last_port);
  for (int i = 0; i < attempts; ++i) {
    const auto port = static_cast<unsigned short>(any(random));
    if (!given.contains(port) && can_listen(host, port)) {
      given.insert(port);
      return port;
    }
  }
  return machine_error(fmt::format("No free port was found on {} between {} and {}. Is it an address of this machine?",
                                   host, first_port, last_port));
}

bool port_is_taken(const std::string& host, unsigned short port) {
  return !can_listen(host, port);
}

}  // namespace winerror87
