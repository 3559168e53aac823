// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/subject_table.h"

#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>
#include <set>

#include "core/project/verdict.h"
#include "widgets/data/subject_filter.h"
#include "widgets/data/subject_table_model.h"
#include "widgets/data/thumbnail_store.h"
#include "widgets/data/verdict_text.h"

namespace transpine {
namespace {

/// What a facet's entry asks for.
enum Facet { kAll, kFilled, kEmpty, kText };

void add_facet(QComboBox* box, const QString& text, Facet facet) {
  box->addItem(text, facet);
}

void apply_facet(const QComboBox* box, int column, SubjectFilter* filter) {
  switch (static_cast<Facet>(box->currentData().toInt())) {
    case kAll:
      return filter->clear_facet(column);
    case kFilled:
      return filter->set_filled(column, true);
    case kEmpty:
      return filter->set_filled(column, false);
    case kText:
      return filter->set_facet(column, box->currentText());
  }
}

}  // namespace

SubjectTable::SubjectTable(StudySession* session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      model_(new SubjectTableModel(this)),
      filter_(new SubjectFilter(this)),
      thumbnails_(new ThumbnailStore(this)) {
  filter_->setSourceModel(model_);
  search_ = new QLineEdit(this);
  search_->setObjectName("subject_search");
  search_->setPlaceholderText(tr("Filter by name, split, verdict or note"));
  search_->setClearButtonEnabled(true);
  split_ = new QComboBox(this);
  split_->setObjectName("split_facet");
  split_->setAccessibleName(tr("Split"));
  verdict_ = new QComboBox(this);
  verdict_->setObjectName("verdict_facet");
  verdict_->setAccessibleName(tr("Verdict"));
  add_facet(verdict_, tr("Any verdict"), kAll);
  add_facet(verdict_, tr("Judged"), kFilled);
  add_facet(verdict_, tr("Not judged"), kEmpty);
  for (const Verdict verdict : all_verdicts()) {
    add_facet(verdict_, verdict_text(verdict_key(verdict)), kText);
  }

  view_ = new QTableView(this);
  view_->setObjectName("subject_table");
  view_->setAccessibleName(tr("Subjects"));
  view_->setModel(filter_);
  view_->setSelectionBehavior(QAbstractItemView::SelectRows);
  view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  view_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  view_->setAlternatingRowColors(true);
  view_->setDragDropMode(QAbstractItemView::DragOnly);
  view_->setWordWrap(false);
  view_->setContextMenuPolicy(Qt::CustomContextMenu);
  view_->verticalHeader()->hide();
  // Fixed heights: thousands of rows need no measuring.
  view_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  view_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
  view_->horizontalHeader()->setStretchLastSection(true);
  view_->viewport()->installEventFilter(this);
  count_ = new QLabel(this);
  count_->setObjectName("subject_count");

  auto* facets = new QHBoxLayout;
  facets->addWidget(split_);
  facets->addWidget(verdict_);
  facets->addWidget(count_, 1, Qt::AlignRight);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(search_);
  layout->addLayout(facets);
  layout->addWidget(view_, 1);

  connect(search_, &QLineEdit::textChanged, this, &SubjectTable::apply_filter);
  connect(split_, &QComboBox::activated, this, &SubjectTable::apply_filter);
  connect(verdict_, &QComboBox::activated, this, &SubjectTable::apply_filter);
  connect(view_, &QWidget::customContextMenuRequested, this, &SubjectTable::open_menu);
  connect(view_->verticalScrollBar(), &QScrollBar::valueChanged, this,
          &SubjectTable::look_at_visible_rows);
  connect(view_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            if (!current.isValid()) return;
            session_->set_current_subject(model_->id_of(filter_->mapToSource(current).row()));
          });
  // By hand instead of setSortingEnabled, which would sort at once: the study's order comes first.
  view_->horizontalHeader()->setSectionsClickable(true);
  view_->horizontalHeader()->setSortIndicatorShown(true);
  view_->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
  connect(view_->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this,
          [this](int column, Qt::SortOrder order) {
            filter_->sort(column, order);
            if (column >= 0) view_->resizeColumnToContents(column);  // Room for the arrow.
            look_at_visible_rows();
            Q_EMIT listed_changed();
          });
  connect(thumbnails_, &ThumbnailStore::ready, this, [this](const QString& id) {
    const int row = model_->row_of(id);
    if (row >= 0) model_->tell_picture(row);
  });
  connect(session, &StudySession::study_changed, this, &SubjectTable::fill);
  connect(session, &StudySession::subject_changed, this, &SubjectTable::select_current);
  connect(session, &StudySession::subject_edited, this, [this](const QString& id) {
    if (const Subject* subject = session_->study().find(id.toStdString())) model_->update(*subject);
  });
  connect(session, &StudySession::results_changed, model_, &SubjectTableModel::forget_overviews);
  refresh_facets();
}

void SubjectTable::fill() {
  const Study& study = session_->study();
  thumbnails_->set_folder(study.folder() / "cache" / "thumbnails");
  // A reset selects nothing; what that says about the current row is not the user's choice.
  const QSignalBlocker blocker(view_->selectionModel());
  model_->set_study(study);
  refresh_facets();
  if (view_->horizontalHeader()->sectionSize(0) <=
      view_->horizontalHeader()->defaultSectionSize()) {
    // By the first rows alone: measuring all of thousands takes too long.
    view_->horizontalHeader()->setResizeContentsPrecision(50);
    fit_columns();
  }
  select_current();
  show_count();
  look_at_visible_rows();
  Q_EMIT listed_changed();
}

void SubjectTable::fit_columns() {
  // Without room for a sort arrow in each title: more columns are seen at once.
  const QHeaderView* header = view_->horizontalHeader();
  QFont bold = header->font();
  bold.setBold(true);
  const QFontMetrics titles(bold);
  const QAbstractItemView* items = view_;
  for (int column = 0; column < SubjectTableModel::kColumnCount; ++column) {
    const QString title = model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    // Notes may be long: they get what is left.
    const bool is_note = column == SubjectTableModel::kNote;
    const int content_px = is_note ? 0 : items->sizeHintForColumn(column);
    view_->setColumnWidth(column, std::max(content_px, titles.horizontalAdvance(title)) + 10);
  }
}

void SubjectTable::refresh_facets() {
  const QString before = split_->currentText();
  split_->clear();
  add_facet(split_, tr("Any split"), kAll);
  std::set<std::string> splits;
  if (session_->has_study()) {
    for (const Subject& subject : session_->study().subjects()) splits.insert(subject.split);
  }
  splits.erase("");
  for (const std::string& split : splits) add_facet(split_, QString::fromStdString(split), kText);
  add_facet(split_, tr("No split"), kEmpty);
  const int at = split_->findText(before);
  split_->setCurrentIndex(std::max(0, at));
}

void SubjectTable::apply_filter() {
  filter_->set_text(search_->text());
  apply_facet(split_, SubjectTableModel::kSplit, filter_);
  apply_facet(verdict_, SubjectTableModel::kVerdict, filter_);
  show_count();
  look_at_visible_rows();
  Q_EMIT listed_changed();
}

void SubjectTable::show_count() {
  const int listed = filter_->rowCount();
  count_->setText(listed == model_->rowCount()
                      ? tr("%n subject(s)", "", listed)
                      : tr("%1 of %2 subjects").arg(listed).arg(model_->rowCount()));
}

void SubjectTable::select_current() {
  const int row = model_->row_of(session_->current_subject());
  const QModelIndex at = filter_->mapFromSource(model_->index(row, 0));
  if (row < 0 || !at.isValid()) return;
  const QModelIndex current = view_->currentIndex();
  if (current.row() == at.row() && view_->selectionModel()->isRowSelected(at.row())) return;
  const QSignalBlocker blocker(view_->selectionModel());
  view_->setCurrentIndex(at);
  view_->viewport()->update();
}

QStringList SubjectTable::chosen() const {
  QStringList ids;
  for (int row = 0; row < filter_->rowCount(); ++row) {
    if (!view_->selectionModel()->isRowSelected(row)) continue;
    ids << model_->id_of(filter_->mapToSource(filter_->index(row, 0)).row());
  }
  return ids;
}

QStringList SubjectTable::listed() const {
  QStringList ids;
  ids.reserve(filter_->rowCount());
  for (int row = 0; row < filter_->rowCount(); ++row) {
    ids << model_->id_of(filter_->mapToSource(filter_->index(row, 0)).row());
  }
  return ids;
}

void SubjectTable::set_thumbnails_visible(bool visible) {
  thumbnails_on_ = visible;
  model_->set_picture_source({});
  view_->resizeColumnToContents(SubjectTableModel::kSubject);
  const int name_px = view_->columnWidth(SubjectTableModel::kSubject);
  model_->set_picture_source(
      !visible ? std::function<QPixmap(const QString&)>() : [this](const QString& id) {
        const Subject* subject = session_->study().find(id.toStdString());
        return subject ? thumbnails_->picture(*subject) : QPixmap();
      });
  const int side = ThumbnailStore::kSide_px * 2 / 3;
  view_->setIconSize({side, side});
  view_->verticalHeader()->setDefaultSectionSize(visible ? side + 4 : fontMetrics().height() + 8);
  // Pictures come later than their names: room for both.
  view_->setColumnWidth(SubjectTableModel::kSubject, name_px + (visible ? side + 12 : 0));
}

void SubjectTable::look_at_visible_rows() {
  std::vector<int> rows;
  const int first = std::max(0, view_->rowAt(0));
  int last = view_->rowAt(view_->viewport()->height() - 1);
  if (last < 0) last = filter_->rowCount() - 1;
  for (int row = first; row <= std::min(last, first + 200); ++row) {
    rows.push_back(filter_->mapToSource(filter_->index(row, 0)).row());
  }
  model_->look_at(rows);
}

bool SubjectTable::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize) look_at_visible_rows();
  return QWidget::eventFilter(watched, event);
}

void SubjectTable::open_menu(const QPoint& place) {
  QMenu menu(this);
  Q_EMIT menu_requested(&menu);
  if (!menu.isEmpty()) menu.exec(view_->viewport()->mapToGlobal(place));
}

nlohmann::json SubjectTable::view_state() const {
  const QHeaderView* header = view_->horizontalHeader();
  return {{"search", search_->text().toStdString()},
          {"sort_column", header->sortIndicatorSection()},
          {"sort_descending", header->sortIndicatorOrder() == Qt::DescendingOrder},
          {"thumbnails", thumbnails_on_}};
}

void SubjectTable::restore_view_state(const nlohmann::json& state) {
  if (!state.is_object()) return;
  const auto flag = [&](const char* key) {
    return state.contains(key) && state[key].is_boolean() && state[key].get<bool>();
  };
  if (state.contains("search") && state["search"].is_string()) {
    search_->setText(QString::fromStdString(state["search"].get<std::string>()));
  }
  if (state.contains("sort_column") && state["sort_column"].is_number_integer()) {
    const int column = state["sort_column"].get<int>();
    if (column >= 0 && column < SubjectTableModel::kColumnCount) {
      view_->horizontalHeader()->setSortIndicator(
          column, flag("sort_descending") ? Qt::DescendingOrder : Qt::AscendingOrder);
    }
  }
  set_thumbnails_visible(flag("thumbnails"));
}

}  // namespace transpine
