// SPDX-License-Identifier: Apache-2.0
#include "widgets/forms/command_text.h"

#include <QRegularExpression>
#include <QStringList>

#include "widgets/forms/option_text.h"

namespace transpine {

QString shell_quoted(const QString& text) {
  static const QRegularExpression plain("\\A[A-Za-z0-9_./:=,@%+-]+\\z");
  if (plain.match(text).hasMatch()) return text;
  QString quoted = text;
  return "'" + quoted.replace("'", "'\\''") + "'";
}

QString shell_quoted(const std::filesystem::path& path) {
  return shell_quoted(QString::fromStdString(path.string()));
}

QString command_line_of(const OptionList& options, const nlohmann::json& defaults) {
  QStringList words;
  for (const Option& option : options.options()) {
    const nlohmann::json value = option.get();
    if (defaults.contains(option.spec.key) && defaults.at(option.spec.key) == value) continue;
    const QString name = QString::fromStdString(option.spec.key).replace('_', '-');
    if (value.is_boolean()) {
      words << (value.get<bool>() ? "--" : "--no-") + name;
    } else {
      words << "--" + name << shell_quoted(option_value_text(value));
    }
  }
  return words.join(' ');
}

}  // namespace transpine
