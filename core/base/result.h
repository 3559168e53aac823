// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace transpine {

/// What went wrong with good code: a file, a header, memory, too few landmarks.
/// `title` says what happened and to which file; `remedy` says what the user can do about it.
struct Error {
  enum class Kind { failed, cancelled };

  std::string title;
  std::string remedy;
  Kind kind = Kind::failed;

  bool is_cancelled() const { return kind == Kind::cancelled; }
  /// Title and remedy as one line of text.
  std::string message() const { return remedy.empty() ? title : title + " " + remedy; }
};

inline Error cancelled_error() {
  return {"The job was cancelled.", "Nothing was changed.", Error::Kind::cancelled};
}

/// A value or an Error. Reading the value of an error throws std::logic_error: check first.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& {
    require_value();
    return std::get<0>(state_);
  }
  T& value() & {
    require_value();
    return std::get<0>(state_);
  }
  T&& value() && {
    require_value();
    return std::get<0>(std::move(state_));
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const Error& error() const { return std::get<1>(state_); }

 private:
  void require_value() const {
    if (!ok()) throw std::logic_error("value() of an error: " + error().message());
  }

  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return error_.index() == 0; }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return std::get<1>(error_); }

 private:
  std::variant<std::monostate, Error> error_;
};

/// For `main`-like places and tests: the value, or an exception with the error's message.
template <class T>
T value_or_throw(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(result).value();
}

}  // namespace transpine
