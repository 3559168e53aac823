// SPDX-License-Identifier: Apache-2.0
#include "app/window/main_window.h"

#include <QAbstractButton>
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QDialog>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <QVBoxLayout>
#include <algorithm>

#include "app/window/cheat_sheet.h"
#include "app/window/command_palette.h"
#include "app/window/file_menu.h"
#include "app/window/message_banner.h"
#include "app/window/preferences_dialog.h"
#include "app/window/shortcut_editor.h"
#include "app/window/view_keeper.h"
#include "core/base/version.h"
#include "core/pipeline/demo.h"
#include "core/pipeline/model_table.h"
#include "widgets/actions/action_catalogue.h"
#include "widgets/backend/backend.h"
#include "widgets/backend/job_summary.h"
#include "widgets/backend/jobs_panel.h"
#include "widgets/data/data_intake.h"
#include "widgets/data/subject_panel.h"
#include "widgets/session/study_session.h"
#include "widgets/workspaces/data_workspace.h"
#include "widgets/workspaces/evaluate_workspace.h"
#include "widgets/workspaces/register_workspace.h"
#include "widgets/workspaces/train_workspace.h"
#include "widgets/workspaces/translate_workspace.h"

namespace transpine {
namespace {

Workspace* make_workspace(MainWindow::Place place, StudySession* session) {
  switch (place) {
    case MainWindow::kData:
      return new DataWorkspace(session);
    case MainWindow::kRegister:
      return new RegisterWorkspace(session);
    case MainWindow::kTrain:
      return new TrainWorkspace(session);
    case MainWindow::kTranslate:
      return new TranslateWorkspace(session);
    default:
      return new EvaluateWorkspace(session);
  }
}

}  // namespace

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent),
      backend_(new Backend(this)),
      session_(new StudySession(backend_, this)),
      stack_(new QStackedWidget(this)),
      banner_(new MessageBanner(this)),
      places_(new QActionGroup(this)),
      actions_(new ActionCatalogue(this)),
      view_(new ViewKeeper(this)),
      intake_(new DataIntake(session_, this)),
      workspaces_(kPlaceCount, nullptr) {
  setObjectName("main_window");
  setAcceptDrops(true);
  auto* centre = new QWidget(this);
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(banner_);
  layout->addWidget(stack_, 1);
  setCentralWidget(centre);
  make_workspace_bar();
  make_jobs_dock();
  make_menus();
  statusBar();
  resize(QSize(1600, 1000).boundedTo(screen()->availableSize()));
  // What one workspace asked for is not meant in another.
  connect(stack_, &QStackedWidget::currentChanged, statusBar(), &QStatusBar::clearMessage);

  connect(backend_, &Backend::job_failed, this,
          [this](int, const QString& title, const QString& remedy) {
            // Nobody would see the error in a window that closes.
            closes_when_idle_ = false;
            banner_->show_error(title, remedy);
          });
  // Later: what a job's end starts comes first.
  connect(backend_, &Backend::job_changed, this, &MainWindow::close_when_idle,
          Qt::QueuedConnection);
  connect(session_, &StudySession::failed, banner_, &MessageBanner::show_error);
  connect(session_, &StudySession::warned, banner_, &MessageBanner::show_warning);
  connect(session_, &StudySession::study_opened, this, [this] {
    set_display_defaults(
        display_for_study(session_->study().settings(), load_preferences().display));
  });
  connect(session_, &StudySession::view_recovered, this, [this](const nlohmann::json& view) {
    banner_->show_question(
        tr("Transpine did not close properly when this study was open. Verdicts and notes are all "
           "there; the view can be as it was then."),
        tr("Restore the View"), [this, view] { view_->restore_from(view); });
  });
  connect(session_, &StudySession::study_changed, this, &MainWindow::update_title);
  connect(session_, &StudySession::subject_changed, this, &MainWindow::update_title);
  update_title();
  show_workspace(kData);
}

MainWindow::~MainWindow() {
  // Workspaces first: they hold views and receivers of the backend.
  for (Workspace* workspace : workspaces_) delete workspace;
}

void MainWindow::make_workspace_bar() {
  auto* bar = addToolBar(tr("Workspaces"));
  bar->setObjectName("workspace_bar");
  bar->setMovable(false);
  const QString titles[] = {tr("Data"), tr("Register"), tr("Train"), tr("Translate"),
                            tr("Evaluate")};
  const char* const names[] = {"place_data", "place_register", "place_train", "place_translate",
                               "place_evaluate"};
  for (int i = 0; i < kPlaceCount; ++i) {
    QAction* action = bar->addAction(titles[i]);
    action->setObjectName(names[i]);
    action->setCheckable(true);
    action->setShortcut(QKeySequence(QString("Alt+%1").arg(i + 1)));
    places_->addAction(action);
    connect(action, &QAction::triggered, this,
            [this, i] { show_workspace(static_cast<Place>(i)); });
  }
}

void MainWindow::make_jobs_dock() {
  jobs_dock_ = new QDockWidget(tr("Jobs"), this);
  jobs_dock_->setObjectName("jobs_dock");
  jobs_dock_->setWidget(new JobsPanel(backend_, jobs_dock_));
  addDockWidget(Qt::BottomDockWidgetArea, jobs_dock_);
  resizeDocks({jobs_dock_}, {150}, Qt::Vertical);
  // The status bar says what is at work; the list is for those who want more.
  jobs_dock_->hide();
  statusBar()->addPermanentWidget(new JobSummary(backend_, jobs_dock_->toggleViewAction(), this));
}

void MainWindow::make_menus() {
  const auto named = [](QAction* action, const char* name) {
    action->setObjectName(name);
    return action;
  };
  menuBar()->addMenu(new FileMenu(this, intake_));
  QMenu* edit = menuBar()->addMenu(tr("&Edit"));
  named(edit->addAction(tr("&Copy as Command"), QKeySequence("Ctrl+Shift+C"), this,
                        &MainWindow::copy_command),
        "edit.copy_command");
  named(edit->addAction(tr("Command &Palette…"), QKeySequence("Ctrl+K"), this,
                        [this] { (new CommandPalette(actions_, this))->open(); }),
        "edit.command_palette");

  QMenu* view = menuBar()->addMenu(tr("&View"));
  view->addActions(places_->actions());
  view->addSeparator();
  view->addAction(jobs_dock_->toggleViewAction());
  named(jobs_dock_->toggleViewAction(), "view.jobs");

  QAction* full =
      named(view->addAction(tr("&Full Screen"), QKeySequence("F11"), this,
                            [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); }),
            "view.full_screen");
  full->setShortcutContext(Qt::ApplicationShortcut);

  QMenu* settings = menuBar()->addMenu(tr("&Settings"));
  named(settings->addAction(tr("&Preferences…"), QKeySequence("Ctrl+,"), this,
                            [this] { open_dialog(new PreferencesDialog(session_, this)); }),
        "settings.preferences");
  named(settings->addAction(tr("&Shortcuts…"), this,
                            [this] { open_dialog(new ShortcutEditor(actions_, this)); }),
        "settings.shortcuts");

  QMenu* help = menuBar()->addMenu(tr("&Help"));
  QAction* sheet = named(help->addAction(tr("&Keys and Mouse"), this,
                                         [this] { (new CheatSheet(actions_, this))->open(); }),
                         "help.cheat_sheet");
  sheet->setShortcuts({QKeySequence(Qt::Key_F1), QKeySequence(Qt::Key_Question)});
  QAction* about = help->addAction(tr("&About Transpine"), this, [this] {
    QMessageBox::about(this, tr("About Transpine"),
                       tr("Transpine %1: from spine MRI to synthetic CT and vertebra masks, by "
                          "the method of Graf et al. 2023. For research, not for diagnosis.")
                           .arg(kVersion));
  });
  about->setObjectName("help.about");
}

Workspace* MainWindow::workspace(Place place) {
  Workspace*& slot = workspaces_[place];
  if (!slot) {
    slot = make_workspace(place, session_);
    stack_->addWidget(slot);
    if (auto* of_data = qobject_cast<DataWorkspace*>(slot)) {
      connect(of_data->panel(), &SubjectPanel::import_requested, this,
              [this](const QStringList& files) {
                std::vector<std::filesystem::path> paths;
                for (const QString& file : files) paths.emplace_back(file.toStdString());
                intake_->take(paths);
              });
    }
    actions_->refresh();
    connect(slot, &Workspace::status, this,
            [this](const QString& text) { statusBar()->showMessage(text); });
    if (auto* train = qobject_cast<TrainWorkspace*>(slot)) {
      connect(train, &TrainWorkspace::translate_wanted, this,
              [this](const QList<ModelChoice>& models) {
                show_workspace(kTranslate);
                qobject_cast<TranslateWorkspace*>(workspace(kTranslate))->choose_models(models);
              });
    }
    if (auto* evaluate = qobject_cast<EvaluateWorkspace*>(slot)) {
      connect(evaluate, &EvaluateWorkspace::place_chosen, this,
              [this](const QString& subject, const Eigen::Vector3d& p_mm) {
                session_->set_current_subject(subject);
                show_workspace(kTranslate);
                workspace(kTranslate)->jump_to(p_mm);
              });
    }
    Q_EMIT workspace_made(place);
  }
  return slot;
}

MainWindow::Place MainWindow::shown_place() const {
  const auto shown = std::find(workspaces_.begin(), workspaces_.end(), stack_->currentWidget());
  return static_cast<Place>(shown - workspaces_.begin());
}

void MainWindow::show_workspace(Place place) {
  Workspace* shown = workspace(place);
  stack_->setCurrentWidget(shown);
  places_->actions()[place]->setChecked(true);
  shown->activate();
}

void MainWindow::copy_command() {
  auto* current = qobject_cast<Workspace*>(stack_->currentWidget());
  const QString command = current ? current->command() : QString();
  if (command.isEmpty()) {
    banner_->show_warning(tr("There is nothing to copy as a command here yet."));
    return;
  }
  QApplication::clipboard()->setText(command);
  statusBar()->showMessage(tr("Copied: %1").arg(command), 8000);
}

void MainWindow::update_title() {
  QString title = "Transpine";
  if (session_->has_study()) {
    title = QString::fromStdString(session_->study().folder().filename().string()) + " – " + title;
    if (!session_->current_subject().isEmpty()) {
      title = session_->current_subject() + " – " + title;
    }
  }
  setWindowTitle(title);
}

void MainWindow::open_demo(const std::filesystem::path& folder) {
  if (std::filesystem::exists(Study(folder).file())) {
    session_->open(folder);
    return;
  }
  DemoOptions options;
  options.out = folder;
  make_and_open(
      tr("Make the demo study's phantoms"),
      [options](JobContext& job) { return make_demo_cohort(options, job); },
      [this, options] {
        backend_->run<bool>(
            tr("Run the demo: train, translate, evaluate"), JobLane::network,
            [options](JobContext& job) -> Result<bool> {
              auto result = run_demo(options, job);
              if (!result) return result.error();
              return true;
            },
            this, [this](const Result<bool>&) { Q_EMIT session_->results_changed(); });
      });
}

void MainWindow::make_model_table(const ModelTableOptions& options) {
  make_and_open(
      tr("Make the table's phantoms"),
      [options](JobContext& job) { return make_table_cohort(options, job); },
      [this, options] {
        show_workspace(kTrain);
        train_model_table(options);
      });
}

void MainWindow::make_and_open(const QString& title, std::function<Result<Study>(JobContext&)> make,
                               std::function<void()> then) {
  backend_->run<std::filesystem::path>(
      title, JobLane::processor,
      [make = std::move(make)](JobContext& job) -> Result<std::filesystem::path> {
        auto study = make(job);
        if (!study) return study.error();
        return study->folder();
      },
      this,
      [this, then = std::move(then)](const Result<std::filesystem::path>& folder) {
        if (!folder) return;
        session_->open(*folder);
        then();
      });
}

void MainWindow::train_model_table(const ModelTableOptions& options) {
  backend_->run<QString>(
      tr("Train the paper's table"), JobLane::network,
      [options](JobContext& job) -> Result<QString> {
        const auto table = ::transpine::make_model_table(options, job);
        if (!table) return table.error();
        return QString::fromStdString(table->csv.string());
      },
      this,
      [this](const Result<QString>& table) {
        Q_EMIT session_->results_changed();
        if (!table) return;
        banner_->show_question(tr("The table is trained: %1").arg(*table), tr("Open"),
                               [=] { QDesktopServices::openUrl(QUrl::fromLocalFile(*table)); });
      });
}

void MainWindow::close_when_idle() {
  if (!closes_when_idle_ || backend_->listed_active_count() > 0) return;
  closes_when_idle_ = false;
  close();
}

void MainWindow::open_dialog(QDialog* dialog) {
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->open();
}

void MainWindow::save_study() {
  if (!session_->has_study()) return;
  view_->store();
  session_->save();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  std::vector<std::filesystem::path> paths;
  for (const QUrl& url : event->mimeData()->urls()) {
    if (url.isLocalFile()) paths.emplace_back(url.toLocalFile().toStdString());
  }
  event->acceptProposedAction();
  intake_->take(paths);
}

void MainWindow::keep_view() {
  if (!session_->has_study()) return;
  if (view_->store() || session_->has_journal()) session_->save();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  const int active = backend_->listed_active_count();
  if (active == 0) {
    keep_view();
    event->accept();
    return;
  }
  QMessageBox box(QMessageBox::Question, tr("Close Transpine"),
                  tr("%n job(s) are still at work.", "", active), QMessageBox::NoButton, this);
  box.setObjectName("close_question");
  box.setInformativeText(
      tr("A training saves a checkpoint when it stops; other jobs leave their data as it was. "
         "Transpine can also wait and close when the jobs are done."));
  auto* wait = box.addButton(tr("Wait"), QMessageBox::AcceptRole);
  wait->setObjectName("close_wait");
  auto* stop = box.addButton(tr("Stop and Save"), QMessageBox::DestructiveRole);
  stop->setObjectName("close_stop");
  auto* cancel = box.addButton(tr("Cancel"), QMessageBox::RejectRole);
  cancel->setObjectName("close_cancel");
  box.setEscapeButton(cancel);
  box.exec();
  closes_when_idle_ = box.clickedButton() == wait;
  if (box.clickedButton() == stop) {
    backend_->cancel_all();
    keep_view();
    event->accept();
    return;
  }
  event->ignore();
  if (closes_when_idle_) {
    statusBar()->showMessage(tr("Transpine closes when the jobs are done."));
    // They may have ended while the question was open.
    QTimer::singleShot(0, this, &MainWindow::close_when_idle);
  }
}

}  // namespace transpine
