// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QPixmap>
#include <QThreadPool>
#include <QTimer>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/pipeline/subject_overview.h"
#include "core/project/study.h"

namespace transpine {

/// The subjects of a study as rows. What the study file says is there at once; what needs the disk
/// (missing files, points, errors, runs) is filled in by a thread of its own, the rows that are
/// looked at first. Lives in the UI thread.
class SubjectTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    kSubject,
    kMr,
    kCt,
    kMasks,
    kPoints,
    kFre,
    kTre,
    kSplit,
    kVerdict,
    kRuns,
    kNote,
    kColumnCount
  };
  enum { kSortRole = Qt::UserRole + 1 };

  explicit SubjectTableModel(QObject* parent = nullptr);
  ~SubjectTableModel() override;

  void set_study(const Study& study);
  /// Verdict or note of one subject.
  void update(const Subject& subject);
  /// What was read from the disk is asked for anew: points or results have changed.
  void forget_overviews();
  /// Asks for the rows that are on the screen before all others.
  void look_at(const std::vector<int>& rows);

  /// Pictures beside the names; an empty function for none.
  void set_picture_source(std::function<QPixmap(const QString& id)> source);
  void tell_picture(int row);

  int row_of(const QString& id) const;
  QString id_of(int row) const;
  const SubjectOverview* overview(int row) const;
  /// Whether every row has been filled in.
  bool is_complete() const { return known_ == rows_.size(); }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  /// A row can be dragged onto a view.
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  QStringList mimeTypes() const override;
  QMimeData* mimeData(const QModelIndexList& indexes) const override;

 private:
  struct Row {
    std::string id;
    std::string split, note, verdict;
    std::set<Role> roles;
    bool is_transient = false;
    std::optional<SubjectOverview> overview;
  };
  using Batch = std::vector<std::pair<int, SubjectOverview>>;

  static Row row_of_subject(const Subject& subject);
  QString text(const Row& row, int column) const;
  QVariant sort_value(const Row& row, int column) const;
  QString tool_tip(const Row& row, int column) const;
  void start_batch();
  void take(int generation, const Batch& batch);

  std::vector<Row> rows_;
  std::function<QPixmap(const QString&)> picture_source_;
  std::unordered_map<std::string, int> row_from_id_;
  std::shared_ptr<const Study> study_;
  std::size_t known_ = 0;
  std::vector<int> wanted_;  ///< Looked at, the first first.
  int next_row_ = 0;
  bool is_running_ = false;
  /// Batches for another study, or for files as they were before, are dropped.
  std::shared_ptr<std::atomic<int>> generation_ = std::make_shared<std::atomic<int>>(0);
  QThreadPool pool_;
  QTimer start_timer_;
};

}  // namespace transpine
