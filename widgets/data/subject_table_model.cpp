// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/subject_table_model.h"

#include <QBrush>
#include <QColor>
#include <QFont>
#include <QLocale>
#include <QMimeData>
#include <QPointer>
#include <limits>

#include "widgets/data/role_text.h"
#include "widgets/data/verdict_text.h"
#include "widgets/session/drag_formats.h"

namespace transpine {
namespace {

constexpr int kBatch = 64;
/// Readable on dark and on light ground.
const QColor kAttention(214, 112, 52);

bool has_masks(const std::set<Role>& roles) {
  return roles.contains(Role::mr_vertebrae) || roles.contains(Role::ct_vertebrae) ||
         roles.contains(Role::mr_subregions) || roles.contains(Role::ct_subregions);
}

std::set<Role> roles_of(int column) {
  switch (column) {
    case SubjectTableModel::kMr:
      return {Role::mr};
    case SubjectTableModel::kCt:
      return {Role::ct};
    case SubjectTableModel::kMasks:
      return {Role::mr_vertebrae, Role::mr_subregions, Role::ct_vertebrae, Role::ct_subregions};
    case SubjectTableModel::kPoints:
      return {Role::landmarks};
    default:
      return {};
  }
}

}  // namespace

SubjectTableModel::SubjectTableModel(QObject* parent) : QAbstractTableModel(parent) {
  pool_.setMaxThreadCount(1);
  pool_.setThreadPriority(QThread::LowPriority);
  // Later: a table that is filled several times in a row starts once.
  start_timer_.setSingleShot(true);
  start_timer_.setInterval(0);
  connect(&start_timer_, &QTimer::timeout, this, &SubjectTableModel::start_batch);
}

SubjectTableModel::~SubjectTableModel() {
  ++*generation_;
  pool_.waitForDone();
}

SubjectTableModel::Row SubjectTableModel::row_of_subject(const Subject& subject) {
  Row row;
  row.id = subject.id;
  row.split = subject.split;
  row.note = subject.note;
  row.verdict = subject.verdict;
  row.is_transient = subject.is_transient;
  for (const auto& [role, file] : subject.files) row.roles.insert(role);
  return row;
}

void SubjectTableModel::set_study(const Study& study) {
  beginResetModel();
  rows_.clear();
  row_from_id_.clear();
  rows_.reserve(study.subjects().size());
  for (const Subject& subject : study.subjects()) {
    row_from_id_[subject.id] = static_cast<int>(rows_.size());
    rows_.push_back(row_of_subject(subject));
  }
  study_ = std::make_shared<const Study>(study);
  endResetModel();
  forget_overviews();
}

void SubjectTableModel::update(const Subject& subject) {
  const int row = row_of(QString::fromStdString(subject.id));
  if (row < 0) return;
  Row& kept = rows_[static_cast<std::size_t>(row)];
  kept.verdict = subject.verdict;
  kept.note = subject.note;
  Q_EMIT dataChanged(index(row, 0), index(row, kColumnCount - 1));
}

void SubjectTableModel::forget_overviews() {
  ++*generation_;
  known_ = 0;
  next_row_ = 0;
  is_running_ = false;
  wanted_.clear();
  for (Row& row : rows_) row.overview.reset();
  start_timer_.start();
}

void SubjectTableModel::look_at(const std::vector<int>& rows) {
  wanted_ = rows;
  if (!is_complete()) start_timer_.start();
}

void SubjectTableModel::start_batch() {
  if (is_running_ || is_complete() || !study_) return;
  std::vector<std::pair<int, std::string>> asked;
  const auto ask = [&](int row) {
    if (row < 0 || row >= rowCount() || rows_[static_cast<std::size_t>(row)].overview) return;
    asked.emplace_back(row, rows_[static_cast<std::size_t>(row)].id);
  };
  for (const int row : wanted_) ask(row);
  wanted_.clear();
  while (static_cast<int>(asked.size()) < kBatch && next_row_ < rowCount()) ask(next_row_++);
  if (asked.empty()) return;
  is_running_ = true;
  pool_.start([guard = QPointer<SubjectTableModel>(this), generation = generation_,
               mine = generation_->load(), study = study_, asked] {
    Batch batch;
    for (const auto& [row, id] : asked) {
      if (*generation != mine) return;
      batch.emplace_back(row, overview_of(*study, id));
    }
    QMetaObject::invokeMethod(
        guard,
        [guard, mine, batch] {
          if (guard) guard->take(mine, batch);
        },
        Qt::QueuedConnection);
  });
}

void SubjectTableModel::take(int generation, const Batch& batch) {
  if (generation != *generation_) return;
  is_running_ = false;
  int first = std::numeric_limits<int>::max(), last = -1;
  for (const auto& [row, overview] : batch) {
    auto& kept = rows_[static_cast<std::size_t>(row)].overview;
    if (!kept) ++known_;
    kept = overview;
    first = std::min(first, row);
    last = std::max(last, row);
  }
  if (last >= 0) Q_EMIT dataChanged(index(first, 0), index(last, kColumnCount - 1));
  start_batch();
}

void SubjectTableModel::set_picture_source(std::function<QPixmap(const QString&)> source) {
  picture_source_ = std::move(source);
  if (rowCount() > 0) {
    Q_EMIT dataChanged(index(0, kSubject), index(rowCount() - 1, kSubject), {Qt::DecorationRole});
  }
}

void SubjectTableModel::tell_picture(int row) {
  Q_EMIT dataChanged(index(row, kSubject), index(row, kSubject), {Qt::DecorationRole});
}

int SubjectTableModel::row_of(const QString& id) const {
  const auto it = row_from_id_.find(id.toStdString());
  return it == row_from_id_.end() ? -1 : it->second;
}

QString SubjectTableModel::id_of(int row) const {
  if (row < 0 || row >= rowCount()) return {};
  return QString::fromStdString(rows_[static_cast<std::size_t>(row)].id);
}

const SubjectOverview* SubjectTableModel::overview(int row) const {
  const auto& kept = rows_[static_cast<std::size_t>(row)].overview;
  return kept ? &*kept : nullptr;
}

int SubjectTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int SubjectTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumnCount;
}

QString SubjectTableModel::text(const Row& row, int column) const {
  const auto mark = [](bool there) { return there ? QStringLiteral("✓") : QString(); };
  const auto is_missing = [&] {
    if (!row.overview) return false;
    for (const Role role : roles_of(column)) {
      if (row.overview->missing.contains(role)) return true;
    }
    return false;
  };
  const auto number = [](const std::optional<double>& mm) {
    return mm ? QLocale().toString(*mm, 'f', 2) : QString();
  };
  switch (column) {
    case kSubject:
      return QString::fromStdString(row.id);
    case kMr:
      return is_missing() ? tr("missing") : mark(row.roles.contains(Role::mr));
    case kCt:
      return is_missing() ? tr("missing") : mark(row.roles.contains(Role::ct));
    case kMasks:
      return is_missing() ? tr("missing") : mark(has_masks(row.roles));
    case kPoints:
      if (!row.overview) return mark(row.roles.contains(Role::landmarks));
      return row.overview->landmark_pairs > 0 ? QString::number(row.overview->landmark_pairs)
                                              : QString();
    case kFre:
      return row.overview ? number(row.overview->fre_mm) : QString();
    case kTre:
      return row.overview ? number(row.overview->tre_loo_mm) : QString();
    case kSplit:
      return QString::fromStdString(row.split);
    case kVerdict:
      return verdict_text(row.verdict);
    case kRuns:
      return row.overview && !row.overview->runs.empty()
                 ? QString::number(row.overview->runs.size())
                 : QString();
    default:
      return QString::fromStdString(row.note);
  }
}

QVariant SubjectTableModel::sort_value(const Row& row, int column) const {
  constexpr double kUnknown = std::numeric_limits<double>::infinity();
  const bool known = row.overview.has_value();
  switch (column) {
    case kPoints:
      return known ? row.overview->landmark_pairs : 0;
    case kFre:
      return known ? row.overview->fre_mm.value_or(kUnknown) : kUnknown;
    case kTre:
      return known ? row.overview->tre_loo_mm.value_or(kUnknown) : kUnknown;
    case kRuns:
      return known ? static_cast<int>(row.overview->runs.size()) : 0;
    default:
      return text(row, column);
  }
}

QString SubjectTableModel::tool_tip(const Row& row, int column) const {
  if (column == kRuns && row.overview) {
    QStringList names;
    for (const std::string& run : row.overview->runs) names << QString::fromStdString(run);
    return names.join(", ");
  }
  if (column == kMasks) {
    QStringList names;
    for (const Role role : roles_of(kMasks)) {
      if (row.roles.contains(role)) names << role_text(role);
    }
    return names.join(", ");
  }
  return QString::fromStdString(row.note);
}

QVariant SubjectTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Row& row = rows_[static_cast<std::size_t>(index.row())];
  const int column = index.column();
  const auto has_missing = [&] { return row.overview && !row.overview->missing.empty(); };
  switch (role) {
    case Qt::DisplayRole:
      return text(row, column);
    case Qt::DecorationRole:
      if (column != kSubject || !picture_source_) return {};
      return picture_source_(QString::fromStdString(row.id));
    case kSortRole:
      return sort_value(row, column);
    case Qt::ToolTipRole:
      return tool_tip(row, column);
    case Qt::TextAlignmentRole:
      if (column == kPoints || column == kFre || column == kTre || column == kRuns) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
      }
      return {};
    case Qt::ForegroundRole:
      // The word says it too: never by colour alone.
      if (text(row, column) == tr("missing")) return QBrush(kAttention);
      if (column == kSubject && has_missing()) return QBrush(kAttention);
      return {};
    case Qt::FontRole:
      if (row.is_transient) {
        QFont font;
        font.setItalic(true);
        return font;
      }
      return {};
    default:
      return {};
  }
}

Qt::ItemFlags SubjectTableModel::flags(const QModelIndex& index) const {
  return QAbstractTableModel::flags(index) | Qt::ItemIsDragEnabled;
}

QStringList SubjectTableModel::mimeTypes() const {
  return {kSubjectDrag};
}

QMimeData* SubjectTableModel::mimeData(const QModelIndexList& indexes) const {
  auto* carried = new QMimeData;
  if (!indexes.isEmpty()) carried->setData(kSubjectDrag, id_of(indexes.front().row()).toUtf8());
  return carried;
}

QVariant SubjectTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::ToolTipRole) {
    if (section == kPoints) return tr("Landmark pairs that take part in the registration");
    if (section == kFre) return tr("Fiducial registration error (mm): how far pairs stay apart");
    if (section == kTre) return tr("Leave-one-out target registration error (mm)");
    if (section == kRuns) return tr("Models with a synthetic CT of this subject");
    return {};
  }
  if (role != Qt::DisplayRole) return {};
  const QString titles[] = {tr("Subject"), tr("MR"),   tr("CT"),  tr("Masks"),
                            tr("Points"),  tr("FRE"),  tr("LOO"), tr("Split"),
                            tr("Verdict"), tr("Runs"), tr("Note")};
  return titles[section];
}

}  // namespace transpine
