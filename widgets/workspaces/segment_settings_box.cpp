// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/segment_settings_box.h"

#include <QPushButton>
#include <QVBoxLayout>

#include "core/pipeline/segment_settings.h"
#include "widgets/forms/option_form.h"
#include "widgets/session/study_session.h"
#include "widgets/view/linked_cursor.h"

namespace transpine {
namespace {

const std::vector<std::string> kShownOptions = {
    "method", "model", "command", "command_values",  "timeout_min", "threshold_hu",
    "level",  "at",    "exclude", "exclude_partial", "largest",     "fill_holes"};

}  // namespace

SegmentSettingsBox::SegmentSettingsBox(StudySession* session, LinkedCursor* cursor, QWidget* parent)
    : QGroupBox(tr("Segmentation of this study"), parent),
      session_(session),
      form_(new OptionForm(options_of(options_), kShownOptions, this)) {
  setObjectName("segment_settings");
  auto* place = new QPushButton(tr("Place of the Level: at the Cross-hair"), this);
  place->setObjectName("segment_level_here");
  place->setToolTip(tr("The level is the name of the vertebra there."));
  place_ = place;
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(form_);
  layout->addWidget(place);
  connect(form_, &OptionForm::changed, this, &SegmentSettingsBox::keep);
  connect(place, &QPushButton::clicked, this, [this, cursor] {
    const Eigen::Vector3d& p = cursor->position_mm();
    options_.at = {p.x(), p.y(), p.z()};
    form_->refresh();
    keep();
  });
  connect(session, &StudySession::study_opened, this, &SegmentSettingsBox::show_study);
  if (session->has_study()) show_study();
  show_fitting();
}

bool SegmentSettingsBox::has_network() const {
  return applies_to_method("model", options_.method);
}

void SegmentSettingsBox::show_study() {
  options_ = study_segment_options(session_->study());
  form_->refresh();
  show_fitting();
}

void SegmentSettingsBox::keep() {
  show_fitting();
  if (!session_->has_study()) return;
  keep_segment_options(session_->study(), options_);
  session_->save();
}

void SegmentSettingsBox::show_fitting() {
  form_->show_rows(
      [this](const std::string& key) { return applies_to_method(key, options_.method); });
  place_->setVisible(applies_to_method("at", options_.method));
}

}  // namespace transpine
