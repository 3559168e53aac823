// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <QWidget>

#include "widgets/session/study_session.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QTableView;

namespace transpine {

class SubjectFilter;
class SubjectTableModel;
class ThumbnailStore;

/// The study's subjects: sorted, filtered by text and by split, verdict and missing files, with
/// pictures on wish. The current row is the session's subject; several rows can be chosen for batch
/// jobs.
class SubjectTable : public QWidget {
  Q_OBJECT

 public:
  explicit SubjectTable(StudySession* session, QWidget* parent = nullptr);

  SubjectTableModel* model() const { return model_; }
  QTableView* view() const { return view_; }
  /// The chosen rows' subjects, from the top.
  QStringList chosen() const;
  /// All rows that the filter lets through, from the top.
  QStringList listed() const;
  void set_thumbnails_visible(bool visible);
  bool thumbnails_visible() const { return thumbnails_on_; }
  nlohmann::json view_state() const;
  void restore_view_state(const nlohmann::json& state);

 Q_SIGNALS:
  /// The filter or the order let other rows through.
  void listed_changed();
  /// A menu for the chosen subjects is about to be shown.
  void menu_requested(QMenu* menu);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fill();
  void select_current();
  void apply_filter();
  void fit_columns();
  void refresh_facets();
  void show_count();
  void look_at_visible_rows();
  void open_menu(const QPoint& place);

  StudySession* session_;
  SubjectTableModel* model_;
  SubjectFilter* filter_;
  ThumbnailStore* thumbnails_;
  QLineEdit* search_;
  QComboBox* split_;
  QComboBox* verdict_;
  QTableView* view_;
  QLabel* count_;
  bool thumbnails_on_ = false;
};

}  // namespace transpine
