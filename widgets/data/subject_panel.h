// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "widgets/session/study_session.h"

namespace transpine {

class HeaderInspector;
class ReviewPanel;
class SubjectTable;

/// The side of the Data workspace: the study's subjects, the header of the shown image, the review,
/// and the way to add images.
class SubjectPanel : public QWidget {
  Q_OBJECT

 public:
  explicit SubjectPanel(StudySession* session, QWidget* parent = nullptr);

  /// Shows an image's header; null clears it.
  void show_header(const ShownImagePtr& image);
  SubjectTable* table() const { return table_; }
  ReviewPanel* review() const { return review_; }
  nlohmann::json view_state() const;
  void restore_view_state(const nlohmann::json& state);

 Q_SIGNALS:
  /// Files or a folder are to be imported.
  void import_requested(const QStringList& paths);

 private:
  QWidget* make_buttons();

  StudySession* session_;
  SubjectTable* table_;
  HeaderInspector* inspector_;
  ReviewPanel* review_;
};

}  // namespace transpine
