// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QGroupBox>

#include "core/segmentation/segmenter.h"

namespace transpine {

class LinkedCursor;
class OptionForm;
class StudySession;

/// How the study's synthetic CTs are segmented: chosen here, kept in the study's settings.
class SegmentSettingsBox : public QGroupBox {
  Q_OBJECT

 public:
  SegmentSettingsBox(StudySession* session, LinkedCursor* cursor, QWidget* parent = nullptr);

  const SegmentOptions& options() const { return options_; }
  /// Whether the segmenter runs a network here: such jobs go to the network lane.
  bool has_network() const;

 private:
  void show_study();
  void keep();
  /// Only options that the method has are shown.
  void show_fitting();

  StudySession* session_;
  SegmentOptions options_;
  OptionForm* form_;
  QWidget* place_;
};

}  // namespace transpine
