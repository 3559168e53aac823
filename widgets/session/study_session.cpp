// SPDX-License-Identifier: Apache-2.0
#include "widgets/session/study_session.h"

#include <QPointer>
#include <QStandardPaths>
#include <QThreadPool>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"
#include "core/project/journal.h"
#include "core/project/patient_check.h"
#include "core/project/study_copy.h"
#include "widgets/backend/backend.h"
#include "widgets/session/image_store.h"

namespace transpine {
namespace {

QString text_of(const std::string& text) {
  return QString::fromStdString(text);
}

/// Most warnings that are told of a study at once.
constexpr int kWarnings = 3;

/// Where work on studies that cannot be written to is kept.
std::filesystem::path recovery_folder() {
  return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation).toStdString() +
         "/recovery";
}

}  // namespace

/// One thread that writes small files in order; waits for the last one when it goes.
class StudySession::Writer {
 public:
  explicit Writer(StudySession* session) : session_(session) { pool_.setMaxThreadCount(1); }
  ~Writer() { wait(); }

  void wait() { pool_.waitForDone(); }

  void write(std::function<Result<void>()> task) {
    pool_.start([session = QPointer<StudySession>(session_), task = std::move(task)] {
      auto written = task();
      if (written) return;
      QMetaObject::invokeMethod(
          session,
          [session, error = written.error()] {
            if (session) {
              Q_EMIT session->failed(text_of(error.title), text_of(error.remedy));
            }
          },
          Qt::QueuedConnection);
    });
  }

 private:
  StudySession* session_;
  QThreadPool pool_;
};

struct StudySession::Opened {
  Study study;
  std::vector<std::string> warnings;
  std::filesystem::path read_only_folder;
  nlohmann::json view;  ///< Of the journal.
  bool has_journal = false;
};

StudySession::StudySession(Backend* backend, QObject* parent)
    : QObject(parent),
      backend_(backend),
      images_(new ImageStore(backend, this)),
      writer_(std::make_shared<Writer>(this)) {}

StudySession::~StudySession() = default;

void StudySession::adopt(Study study, const std::filesystem::path& read_only_folder) {
  const bool is_other = !study_ || study_->folder() != study.folder();
  if (study_ && is_other) Q_EMIT study_closing();
  const QString before = is_other ? QString() : subject_;
  study_ = std::move(study);
  if (is_other) has_journal_ = false;
  if (is_other) read_only_folder_ = read_only_folder;
  images_->clear();
  subject_.clear();
  Q_EMIT study_changed();
  set_current_subject(first_subject(before));
  if (is_other) Q_EMIT study_opened();
}

void StudySession::adopt(const Opened& opened) {
  adopt(opened.study, opened.read_only_folder);
  has_journal_ = opened.has_journal;
  // One message: a banner shows the last.
  QStringList warnings;
  for (const auto& warning : opened.warnings) warnings << text_of(warning);
  if (warnings.size() > kWarnings) {
    const auto left_out = static_cast<int>(warnings.size()) - kWarnings;
    warnings = warnings.mid(0, kWarnings) << tr("%n more warning(s).", "", left_out);
  }
  if (!read_only_folder_.empty()) {
    warnings.prepend(
        tr("%1 cannot be written to. Work goes on in a copy, and nothing is lost: choose "
           "File > Save Study As to keep it where you want.")
            .arg(text_of(read_only_folder_.string())));
  }
  if (!warnings.isEmpty()) Q_EMIT warned(warnings.join(' '));
  if (!opened.view.is_null()) Q_EMIT view_recovered(opened.view);
}

QString StudySession::first_subject(const QString& before) const {
  if (study_->subjects().empty()) return {};
  const nlohmann::json view = study_->settings().value("view", nlohmann::json::object());
  const std::string kept =
      view.is_object() && view.contains("subject") && view["subject"].is_string()
          ? view["subject"].get<std::string>()
          : std::string();
  for (const std::string& id : {before.toStdString(), kept}) {
    if (!id.empty() && study_->find(id)) return text_of(id);
  }
  return text_of(study_->subjects().front().id);
}

void StudySession::open(const std::filesystem::path& folder) {
  backend_->run<Opened>(
      tr("Open %1").arg(text_of(folder.filename().string())), JobLane::processor,
      [folder, recovery = recovery_folder(),
       wait = wait_for_writes()](JobContext&) -> Result<Opened> {
        wait();
        Opened opened{Study(folder), {}, {}, {}, false};
        auto study = Study::open(folder, &opened.warnings);
        if (!study) return study.error();
        if (!is_writable(*study)) {
          opened.read_only_folder = study->folder();
          study = stand_in_for(*study, recovery);
          if (!study) return study.error();
        }
        for (const nlohmann::json& entry : read_journal(study->journal_file())) {
          opened.has_journal = true;
          if (entry.contains("view")) opened.view = entry["view"];
        }
        opened.study = std::move(study).value();
        return opened;
      },
      this,
      [this](const Result<Opened>& opened) {
        if (opened) adopt(*opened);
      },
      JobListing::while_active);
}

void StudySession::begin(const std::filesystem::path& folder) {
  adopt(Study(folder));
}

void StudySession::save_as(const std::filesystem::path& folder) {
  if (!study_) return;
  backend_->run<Study>(
      tr("Save the study as %1").arg(text_of(folder.filename().string())), JobLane::processor,
      [study = *study_, folder, wait = wait_for_writes()](JobContext& job) {
        wait();
        return save_study_as(study, folder, job);
      },
      this,
      [this](const Result<Study>& study) {
        if (!study) return;
        adopt(*study);
        Q_EMIT warned(tr("The study is now in %1.").arg(text_of(study->folder().string())));
      });
}

void StudySession::take_import(const std::vector<ImportItem>& items, bool replace) {
  if (!study_) return;
  struct Taken {
    Study study;
    ImportSummary summary;
  };
  backend_->run<Taken>(
      tr("Import %n file(s)", "", static_cast<int>(items.size())), JobLane::processor,
      [study = *study_, items, replace](JobContext& job) -> Result<Taken> {
        Taken taken{study, {}};
        auto summary = apply_import(taken.study, items, replace, job);
        if (!summary) return summary.error();
        taken.summary = std::move(summary).value();
        return taken;
      },
      this,
      [this, items](const Result<Taken>& taken) {
        if (!taken || !study_ || study_->folder() != taken->study.folder()) return;
        // Only what was taken: verdicts and other files may have changed meanwhile.
        for (const ImportItem& item : items) {
          const Subject* subject = taken->study.find(item.subject);
          if (!item.take || !item.role || !subject) continue;
          if (subject->path_of(*item.role) != item.path) continue;
          study_->subject(item.subject).files[*item.role] = subject->files.at(*item.role);
          images_->drop(item.path);
        }
        note_changes();
        if (taken->summary.runs > 0) Q_EMIT results_changed();
        for (const auto& warning : taken->summary.warnings) Q_EMIT warned(text_of(warning));
      });
}

void StudySession::assign(const std::string& subject, Role role,
                          const std::filesystem::path& file) {
  if (!study_) return;
  drop_image(file);
  SubjectFile taken;
  taken.path = file;
  study_->subject(subject).files[role] = taken;
  save();
  struct Checked {
    SubjectFile file;
    std::optional<std::string> warning;
  };
  const std::filesystem::path partner =
      study_->find(subject)->path_of(role == Role::ct ? Role::mr : Role::ct);
  backend_->run<Checked>(
      tr("Checksum of %1").arg(text_of(file.filename().string())), JobLane::processor,
      [taken, partner, role](JobContext&) -> Result<Checked> {
        Checked checked{taken, {}};
        const auto hash = content_hash(taken.path);
        if (!hash) return hash.error();
        checked.file.content_hash = *hash;
        checked.file.bytes = std::filesystem::file_size(taken.path);
        if (role == Role::mr || role == Role::ct) {
          checked.warning = two_patients_warning(taken.path, partner);
        }
        return checked;
      },
      this,
      [this, subject, role, file](const Result<Checked>& checked) {
        if (!checked || !study_) return;
        SubjectFile& kept = study_->subject(subject).files[role];
        if (kept.path != file) return;
        kept = checked->file;
        if (checked->warning) Q_EMIT warned(text_of(*checked->warning));
        save();
      });
  Q_EMIT study_changed();
  if (subject_.isEmpty() || subject_ == text_of(subject)) {
    subject_.clear();
    set_current_subject(text_of(subject));
  }
}

void StudySession::remove_subject(const std::string& subject) {
  if (!study_) return;
  study_->remove({subject});
  save();
  Q_EMIT study_changed();
}

void StudySession::note_changes() {
  save();
  Q_EMIT study_changed();
  // Anew: the files of the shown subject may be others now.
  const QString before = subject_;
  subject_.clear();
  set_current_subject(first_subject(before));
}

void StudySession::open_once(const std::filesystem::path& file, Role role) {
  if (!study_) {
    const auto scratch =
        QStandardPaths::writableLocation(QStandardPaths::CacheLocation).toStdString() + "/scratch";
    adopt(Study(scratch));
  }
  const std::string id =
      tr("(only opened) %1").arg(text_of(file.filename().string())).toStdString();
  Subject& subject = study_->subject(id);
  subject.is_transient = true;
  subject.files[role].path = file;
  drop_image(file);
  Q_EMIT study_changed();
  subject_.clear();
  set_current_subject(text_of(id));
}

void StudySession::set_verdict(const QString& subject, const std::string& verdict) {
  const std::string id = subject.toStdString();
  if (!study_ || !study_->find(id)) return;
  study_->subject(id).verdict = verdict;
  keep_in_journal({{"subject", id}, {"verdict", verdict}});
  Q_EMIT subject_edited(subject);
}

void StudySession::set_note(const QString& subject, const QString& note) {
  const std::string id = subject.toStdString();
  if (!study_ || !study_->find(id)) return;
  study_->subject(id).note = note.toStdString();
  keep_in_journal({{"subject", id}, {"note", note.toStdString()}});
  Q_EMIT subject_edited(subject);
}

void StudySession::keep_in_journal(const nlohmann::json& entry) {
  has_journal_ = true;
  write_later([file = study_->journal_file(), entry]() -> Result<void> {
    if (auto possible = ensure_writable_folder(file.parent_path()); !possible) return possible;
    return append_to_journal(file, entry);
  });
}

void StudySession::save() {
  if (!study_) return;
  has_journal_ = false;
  write_later([study = *study_] { return study.save(); });
}

void StudySession::write_later(std::function<Result<void>()> write) {
  writer_->write(std::move(write));
}

std::function<void()> StudySession::wait_for_writes() const {
  return [writer = writer_] { writer->wait(); };
}

void StudySession::set_current_subject(const QString& id) {
  if (id == subject_) return;
  subject_ = id;
  Q_EMIT subject_changed(id);
}

std::filesystem::path StudySession::file_of(Role role) const {
  if (!study_) return {};
  const Subject* subject = study_->find(subject_.toStdString());
  return subject ? subject->path_of(role) : std::filesystem::path();
}

void StudySession::drop_image(const std::filesystem::path& path) {
  images_->drop(path);
}

void StudySession::with_image(const std::filesystem::path& path, ImageKind kind, QObject* receiver,
                              std::function<void(ShownImagePtr)> done) {
  images_->with_image(path, kind, receiver, std::move(done));
}

}  // namespace transpine
