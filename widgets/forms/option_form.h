// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/options.h"

class QComboBox;
class QFormLayout;
class QLineEdit;

namespace transpine {

/// A form made from an option table: one editor an option, with its help as tool tip, its unit and
/// its range. Edits go straight into the options struct, which must outlive the form.
class OptionForm : public QWidget {
  Q_OBJECT

 public:
  /// `keys` chooses and orders the options; empty takes all.
  explicit OptionForm(OptionList options, const std::vector<std::string>& keys = {},
                      QWidget* parent = nullptr);

  const OptionList& options() const { return options_; }
  /// Shows the struct's values again after they were changed elsewhere.
  void refresh();
  /// Hides the rows of options that `wanted` says no to.
  void show_rows(const std::function<bool(const std::string& key)>& wanted);

 Q_SIGNALS:
  void changed();

 private:
  void add_row(const Option& option);
  QWidget* make_editor(const Option& option);
  /// A button within the line that chooses a file.
  void add_browse(QLineEdit* edit);
  /// For a choice that also takes what is not listed.
  QWidget* make_open_choice(QComboBox* box, const Option& option);

  OptionList options_;
  QFormLayout* layout_;
  std::vector<std::pair<std::string, QWidget*>> rows_;  ///< The editor of each key.
  std::vector<std::function<void()>> refreshers_;
};

}  // namespace transpine
