#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace winerror87 {

// What one HTTP request came to, as the client saw it.
struct Answer {
  bool whole = false;    // a complete response arrived
  bool refused = false;  // nobody listens
  int status = 0;
  std::string body;     // at most 64 KiB of it
  std::string header;   // the value of the header that was asked for
  std::string problem;  // why it is not whole
};

// One GET on a connection of its own. Destroying it closes the connection; the handler is then not called.
class HttpProbe {
 public:
  using Handler = std::function<void(const Answer&)>;
  static std::unique_ptr<HttpProbe> get(boost::asio::any_io_executor executor, const std::string& host,
                                        unsigned short port, const std::string& path, const std::string& header,
                                        Handler handler);
  virtual ~HttpProbe() = default;

 protected:
  HttpProbe() = default;
};

}  // namespace winerror87
