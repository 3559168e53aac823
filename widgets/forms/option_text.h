// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>
#include <nlohmann/json.hpp>

namespace transpine {

/// An option's value as it is typed: "20", "image", "1,2,4".
inline QString option_value_text(const nlohmann::json& value) {
  if (value.is_array()) {
    QStringList texts;
    for (const nlohmann::json& item : value) texts << option_value_text(item);
    return texts.join(',');
  }
  return QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
}

}  // namespace transpine
