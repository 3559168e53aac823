// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "widgets/session/study_session.h"

class QTableWidget;

namespace transpine {

class HeaderInspector;

/// The side of the Data workspace: the study's subjects, the header of the shown image and the way
/// to add one. Choosing a row chooses the session's subject.
class SubjectPanel : public QWidget {
  Q_OBJECT

 public:
  explicit SubjectPanel(StudySession* session, QWidget* parent = nullptr);

  /// Shows an image's header; null clears it.
  void show_header(const ShownImagePtr& image);

 private:
  void fill_table();
  void select_current();
  void add_image();

  StudySession* session_;
  QTableWidget* subjects_;
  HeaderInspector* inspector_;
};

}  // namespace transpine
