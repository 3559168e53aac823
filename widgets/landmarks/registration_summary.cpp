// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/registration_summary.h"

#include <QLocale>

#include "widgets/landmarks/landmark_editor.h"
#include "widgets/landmarks/subject_points.h"

namespace transpine {
namespace {

QString warning_html(const QString& text) {
  return "<span style='color:#e6783c'>⚠ " + text.toHtmlEscaped() + "</span>";
}

QString error_html(const QString& heading, const QString& title, const QString& remedy) {
  return "<b>" + heading + "</b><br>" + title.toHtmlEscaped() + "<br>" + remedy.toHtmlEscaped();
}

}  // namespace

RegistrationSummary::RegistrationSummary(const LandmarkEditor* editor, const SubjectPoints* points,
                                         QWidget* parent)
    : QLabel(parent), editor_(editor), points_(points) {
  setObjectName("registration_summary");
  setWordWrap(true);
  setAlignment(Qt::AlignTop | Qt::AlignLeft);
  setMinimumWidth(340);
  setMaximumWidth(460);
  setTextFormat(Qt::RichText);
  connect(editor, &LandmarkEditor::changed, this, &RegistrationSummary::refresh);
  connect(points, &SubjectPoints::state_changed, this, &RegistrationSummary::refresh);
  refresh();
}

void RegistrationSummary::set_cross_subject(bool cross_subject) {
  if (cross_subject == cross_subject_) return;
  cross_subject_ = cross_subject;
  refresh();
}

void RegistrationSummary::refresh() {
  if (points_->state() == SubjectPoints::State::reading) {
    setText(tr("The landmarks are being read…"));
    return;
  }
  if (points_->state() == SubjectPoints::State::unreadable) {
    setText(error_html(tr("The landmarks could not be read"), points_->unreadable(),
                       tr("Points cannot be edited, so that the file stays as it is. Repair or "
                          "remove it, then open the subject again.")));
    return;
  }
  const QString two_people =
      cross_subject_ ? warning_html(tr("MR and CT are of two people: this transform is no ground "
                                       "truth, and figures from this pair are no result.")) +
                           "<br>"
                     : QString();
  const auto& result = editor_->registration();
  setText(two_people +
          (result ? figures(*result)
                  : error_html(tr("Not registered"), QString::fromStdString(result.error().title),
                               QString::fromStdString(result.error().remedy))));
}

QString RegistrationSummary::figures(const RegistrationResult& result) const {
  const QLocale locale;
  const auto mm = [&](double value) { return locale.toString(value, 'f', 2) + " mm"; };
  QStringList lines;
  lines << "<b>" + tr("ct_from_mr by %n pair(s)", "", static_cast<int>(result.points.size())) +
               "</b>";
  lines << tr("FRE (root mean square): %1, largest %2")
               .arg(mm(result.fre_mm), mm(result.max_residual_mm));
  if (result.tre_loo_mm) lines << tr("Leave-one-out error: %1").arg(mm(*result.tre_loo_mm));
  lines << tr("Expected at the posterior elements: %1").arg(mm(result.expected_tre_posterior_mm));
  lines << tr("Rotation: %1°").arg(locale.toString(result.ct_from_mr.angle_deg(), 'f', 2));
  lines << tr("A small FRE does not prove a good registration: look at the leave-one-out error.");
  for (const std::string& warning : result.warnings) {
    lines << warning_html(QString::fromStdString(warning));
  }
  if (!points_->is_choice_saved()) {
    lines << tr("The transform is saved with the next change of a point.");
  }
  return lines.join("<br>");
}

}  // namespace transpine
