// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QProgressBar;

namespace transpine {

class Backend;

/// The jobs in one line for a status bar: the running one with its progress, how many more wait,
/// and a button that shows or hides the list.
class JobSummary : public QWidget {
  Q_OBJECT

 public:
  JobSummary(Backend* backend, QAction* show_list, QWidget* parent = nullptr);

 private:
  void refresh();

  Backend* backend_;
  QLabel* text_;
  QProgressBar* progress_;
};

}  // namespace transpine
