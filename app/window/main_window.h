// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMainWindow>
#include <filesystem>
#include <functional>
#include <vector>

#include "core/base/result.h"

class QActionGroup;
class QDialog;
class QDockWidget;
class QStackedWidget;

namespace transpine {

class ActionCatalogue;
class Backend;
class DataIntake;
class JobContext;
class MessageBanner;
struct ModelTableOptions;
class Study;
class StudySession;
class ViewKeeper;
class Workspace;

/// Assembles the five workspaces over one study, the job list and the messages. Holds no logic of
/// the method.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(QWidget* parent = nullptr);
  ~MainWindow() override;

  enum Place { kData, kRegister, kTrain, kTranslate, kEvaluate, kPlaceCount };
  void show_workspace(Place place);
  Workspace* workspace(Place place);
  /// The workspace when it has been made, else null.
  Workspace* made_workspace(Place place) const { return workspaces_[place]; }
  Place shown_place() const;
  StudySession* session() const { return session_; }
  Backend* backend() const { return backend_; }
  MessageBanner* banner() const { return banner_; }

  ActionCatalogue* actions() const { return actions_; }
  DataIntake* intake() const { return intake_; }
  /// Writes the study with how the window looks now.
  void save_study();

  /// Opens the demo study in `folder`; makes it in the background when there is none.
  void open_demo(const std::filesystem::path& folder);
  /// Makes the study of the paper's table in the background, opens it, and trains its rows there.
  void make_model_table(const ModelTableOptions& options);

 Q_SIGNALS:
  /// A workspace was made, for the first time that it is shown.
  void workspace_made(int place);

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void make_menus();
  void make_workspace_bar();
  void make_jobs_dock();
  void copy_command();
  /// Makes a study in the background, opens it, and goes on.
  void make_and_open(const QString& title, std::function<Result<Study>(JobContext&)> make,
                     std::function<void()> then);
  void train_model_table(const ModelTableOptions& options);
  void update_title();
  void close_when_idle();
  void keep_view();
  static void open_dialog(QDialog* dialog);

  Backend* backend_;
  StudySession* session_;
  QStackedWidget* stack_;
  MessageBanner* banner_;
  QActionGroup* places_;
  QDockWidget* jobs_dock_ = nullptr;
  ActionCatalogue* actions_;
  ViewKeeper* view_;
  DataIntake* intake_;
  bool closes_when_idle_ = false;
  /// Made when first shown, so that the window itself starts fast.
  std::vector<Workspace*> workspaces_;
};

}  // namespace transpine
