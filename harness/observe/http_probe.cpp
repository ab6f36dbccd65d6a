#include "harness/observe/http_probe.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace winerror87 {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kept_body = 64 * 1024;
constexpr std::uint64_t largest_body = 64 * 1024 * 1024;

// Lives as long as its connection; the caller's end of it is Handle.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(asio::any_io_executor executor, std::string header, HttpProbe::Handler handler)
      : socket_(std::move(executor)), header_(std::move(header)), handler_(std::move(handler)) {
    parser_.body_limit(largest_body);
  }

  void start(const std::string& host, unsigned short port, const std::string& path) {
    request_.method(http::verb::get);
    request_.target(path);
    request_.version(11);
    request_.set(http::field::host, host + ":" + std::to_string(port));
    request_.set(http::field::user_agent, "winerror87");
    request_.set(http::field::connection, "close");
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error) return fail("the address " + host + " is none");
    socket_.async_connect({address, port}, [self = shared_from_this()](const error_code& failed) {
      if (failed) return self->fail("connecting", failed);
      self->write();
    });
  }

  void abandon() {
    handler_ = nullptr;
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  void write() {
    http::async_write(socket_, request_, [self = shared_from_this()](const error_code& failed, std::size_t) {
      if (failed) return self->fail("sending the request", failed);
      self->read();
    });
  }

  void read() {
    http::async_read(socket_, buffer_, parser_, [self = shared_from_this()](const error_code& failed, std::size_t) {
      if (failed) return self->fail("reading the response", failed);
      Answer answer;
      const auto& response = self->parser_.get();
      answer.whole = true;
      answer.status = static_cast<int>(response.result_int());
      answer.body = response.body().substr(0, kept_body);
      if (!self->header_.empty()) answer.header = std::string(response[self->header_]);
      self->give(answer);
    });
  }

  void fail(const std::string& doing, const error_code& error) {
    Answer answer;
    answer.refused = error == asio::error::connection_refused;
    answer.problem = doing + ": " + error.message();
    give(answer);
  }

  void fail(std::string problem) {
    Answer answer;
    answer.problem = std::move(problem);
    give(answer);
  }

  void give(const Answer& answer) {
    error_code ignored;
    socket_.close(ignored);
    if (const auto handler = std::exchange(handler_, nullptr)) handler(answer);
  }

  tcp::socket socket_;
  std::string header_;
  HttpProbe::Handler handler_;
  http::request<http::empty_body> request_;
  boost::beast::flat_buffer buffer_;
  http::response_parser<http::string_body> parser_;
};

class Handle final : public HttpProbe {
 public:
  explicit Handle(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}
  ~Handle() override { exchange_->abandon(); }

 private:
  std::shared_ptr<Exchange> exchange_;
};

}  // namespace

std::unique_ptr<HttpProbe> HttpProbe::get(asio::any_io_executor executor, const std::string& host, unsigned short port,
                                          const std::string& path, const std::string& header, Handler handler) {
  auto exchange = std::make_shared<Exchange>(std::move(executor), header, std::move(handler));
  exchange->start(host, port, path);
  return std::make_unique<Handle>(std::move(exchange));
}

}  // namespace winerror87
