// SPDX-License-Identifier: Apache-2.0
#include "app/window/preferences_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>
#include <cmath>

#include "app/window/cache_row.h"
#include "core/base/atomic_file.h"
#include "core/image/dicom_scan_cache.h"
#include "widgets/session/cache_folder.h"
#include "widgets/session/study_session.h"

namespace transpine {
namespace {

/// A study's own cache: all of it can be made again.
Result<void> remove_cache(const std::filesystem::path& folder) {
  std::error_code code;
  std::filesystem::remove_all(folder, code);
  if (code) return file_error("could not be removed", folder, code.value());
  return {};
}

void choose(QComboBox* box, const QString& value) {
  box->setCurrentIndex(std::max(0, box->findData(value)));
}

}  // namespace

PreferencesDialog::PreferencesDialog(StudySession* session, QWidget* parent)
    : QDialog(parent), session_(session) {
  setObjectName("preferences");
  setWindowTitle(tr("Preferences"));
  auto* tabs = new QTabWidget(this);
  tabs->addTab(make_machine_page(), tr("This Machine"));
  tabs->addTab(make_study_page(), tr("This Study"));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  auto* reset_button = buttons->addButton(tr("Reset"), QDialogButtonBox::ResetRole);
  reset_button->setObjectName("preferences_reset");
  connect(reset_button, &QPushButton::clicked, this, &PreferencesDialog::reset);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(tabs, 1);
  layout->addWidget(buttons);
  show_values();
}

PreferencesDialog::DisplayBoxes PreferencesDialog::add_display(QFormLayout* form,
                                                               const QString& prefix) {
  DisplayBoxes boxes{new QDoubleSpinBox(this), new QDoubleSpinBox(this), new QSpinBox(this)};
  boxes.ct_window->setObjectName(prefix + "_ct_window");
  boxes.ct_window->setRange(1, 10000);
  boxes.ct_window->setDecimals(0);
  boxes.ct_window->setSuffix(tr(" HU"));
  boxes.ct_level->setObjectName(prefix + "_ct_level");
  boxes.ct_level->setRange(-2000, 5000);
  boxes.ct_level->setDecimals(0);
  boxes.ct_level->setSuffix(tr(" HU"));
  boxes.label_opacity->setObjectName(prefix + "_label_opacity");
  boxes.label_opacity->setRange(0, 100);
  boxes.label_opacity->setSuffix(tr(" %"));
  form->addRow(tr("First window of a CT:"), boxes.ct_window);
  form->addRow(tr("First level of a CT:"), boxes.ct_level);
  form->addRow(tr("Opacity of labels:"), boxes.label_opacity);
  connect(boxes.ct_window, &QDoubleSpinBox::valueChanged, this, &PreferencesDialog::take_values);
  connect(boxes.ct_level, &QDoubleSpinBox::valueChanged, this, &PreferencesDialog::take_values);
  connect(boxes.label_opacity, &QSpinBox::valueChanged, this, &PreferencesDialog::take_values);
  return boxes;
}

QWidget* PreferencesDialog::make_machine_page() {
  auto* page = new QWidget(this);
  auto* form = new QFormLayout(page);
  theme_ = new QComboBox(page);
  theme_->setObjectName("preferences_theme");
  theme_->addItem(tr("Dark"), "dark");
  theme_->addItem(tr("Light"), "light");
  theme_->addItem(tr("As the system"), "system");
  language_ = new QComboBox(page);
  language_->setObjectName("preferences_language");
  language_->addItem(tr("As the system"), "");
  language_->addItem(QStringLiteral("English"), "en");
  language_->addItem(QStringLiteral("Deutsch"), "de");
  scale_ = new QSpinBox(page);
  scale_->setObjectName("preferences_scale");
  scale_->setRange(50, 400);
  scale_->setSingleStep(25);
  scale_->setSuffix(tr(" %"));
  threads_ = new QSpinBox(page);
  threads_->setObjectName("preferences_threads");
  threads_->setRange(0, 256);
  threads_->setSpecialValueText(tr("All"));
  memory_ = new QDoubleSpinBox(page);
  memory_->setObjectName("preferences_memory");
  memory_->setRange(0, 4096);
  memory_->setDecimals(1);
  memory_->setSuffix(tr(" GB"));
  memory_->setSpecialValueText(tr("Half of what is free"));
  form->addRow(tr("Theme:"), theme_);
  form->addRow(tr("Language:"), language_);
  form->addRow(tr("Size of texts and controls:"), scale_);
  form->addRow(tr("Threads:"), threads_);
  form->addRow(tr("Memory for images:"), memory_);
  machine_display_ = add_display(form, "machine");
  machine_cache_ = new CacheRow(
      session_->backend(), {[] { return dicom_scans_folder(cache_folder()); }, remove_dicom_scans},
      "machine_cache", page);
  auto* choose_cache = new QPushButton(tr("Choose Folder…"), page);
  choose_cache->setObjectName("choose_cache_folder");
  choose_cache->setToolTip(
      tr("Where the contents of DICOM folders are remembered, so that they open at once"));
  auto* usual_cache = new QPushButton(tr("Use Usual Folder"), page);
  usual_cache->setObjectName("usual_cache_folder");
  connect(choose_cache, &QPushButton::clicked, this, &PreferencesDialog::choose_cache_folder);
  connect(usual_cache, &QPushButton::clicked, this, [this] { take_cache_folder(QString()); });
  auto* cache_buttons = new QHBoxLayout;
  cache_buttons->addWidget(choose_cache);
  cache_buttons->addWidget(usual_cache);
  cache_buttons->addStretch(1);
  form->addRow(tr("Cache:"), machine_cache_);
  form->addRow(QString(), cache_buttons);
  restart_ = new QLabel(page);
  restart_->setObjectName("preferences_restart");
  restart_->setWordWrap(true);
  form->addRow(restart_);
  connect(theme_, &QComboBox::activated, this, &PreferencesDialog::take_values);
  connect(language_, &QComboBox::activated, this, &PreferencesDialog::take_values);
  connect(scale_, &QSpinBox::valueChanged, this, &PreferencesDialog::take_values);
  connect(threads_, &QSpinBox::valueChanged, this, &PreferencesDialog::take_values);
  connect(memory_, &QDoubleSpinBox::valueChanged, this, &PreferencesDialog::take_values);
  return page;
}

QWidget* PreferencesDialog::make_study_page() {
  auto* page = new QWidget(this);
  page->setEnabled(session_->has_study());
  auto* form = new QFormLayout(page);
  study_has_own_ = new QCheckBox(tr("The study has windows and label opacity of its own"), page);
  study_has_own_->setObjectName("study_has_own");
  form->addRow(study_has_own_);
  study_display_ = add_display(form, "study");
  connect(study_has_own_, &QCheckBox::toggled, this, &PreferencesDialog::take_values);
  auto* cache = new CacheRow(session_->backend(),
                             {[this] {
                                return session_->has_study() ? session_->study().folder() / "cache"
                                                             : std::filesystem::path();
                              },
                              remove_cache},
                             "cache", page);
  form->addRow(tr("Cache:"), cache);
  return page;
}

void PreferencesDialog::show_values() {
  is_showing_ = true;
  const Preferences values = load_preferences();
  choose(theme_, values.theme);
  choose(language_, values.language);
  scale_->setValue(values.scale_percent);
  threads_->setValue(values.threads);
  memory_->setValue(values.memory_cap_gb);
  chosen_cache_ = values.cache_folder;
  const auto show = [](const DisplayBoxes& boxes, const DisplayDefaults& display) {
    boxes.ct_window->setValue(display.ct_window);
    boxes.ct_level->setValue(display.ct_level);
    boxes.label_opacity->setValue(static_cast<int>(std::lround(100 * display.label_opacity)));
  };
  show(machine_display_, values.display);
  const auto settings =
      session_->has_study() ? session_->study().settings() : nlohmann::json::object();
  study_has_own_->setChecked(settings.contains("display"));
  show(study_display_, display_for_study(settings, values.display));
  is_showing_ = false;
  take_values();
}

void PreferencesDialog::take_values() {
  if (is_showing_) return;
  const auto taken = [](const DisplayBoxes& boxes) {
    return DisplayDefaults{boxes.ct_window->value(), boxes.ct_level->value(),
                           boxes.label_opacity->value() / 100.0};
  };
  const Preferences before = load_preferences();
  Preferences values;
  values.theme = theme_->currentData().toString();
  values.language = language_->currentData().toString();
  values.scale_percent = scale_->value();
  values.threads = threads_->value();
  values.memory_cap_gb = memory_->value();
  values.cache_folder = chosen_cache_;
  values.display = taken(machine_display_);
  save_preferences(values);
  for (QWidget* box : {static_cast<QWidget*>(study_display_.ct_window),
                       static_cast<QWidget*>(study_display_.ct_level),
                       static_cast<QWidget*>(study_display_.label_opacity)}) {
    box->setEnabled(study_has_own_->isChecked());
  }
  if (session_->has_study()) {
    nlohmann::json& settings = session_->study().settings();
    const nlohmann::json kept = settings;
    if (study_has_own_->isChecked()) {
      settings["display"].update(to_json(taken(study_display_)));
    } else {
      settings.erase("display");
    }
    if (settings != kept) session_->save();
  }
  apply_preferences(values, session_);
  if (before.language != values.language || before.scale_percent != values.scale_percent) {
    restart_->setText(tr("Language and size change when Transpine starts again."));
  }
}

void PreferencesDialog::reset() {
  save_preferences(Preferences{});
  if (session_->has_study() && session_->study().settings().erase("display") > 0) session_->save();
  show_values();
  machine_cache_->measure();
}

void PreferencesDialog::choose_cache_folder() {
  const QString folder = QFileDialog::getExistingDirectory(
      this, tr("Folder for the Cache"), QString::fromStdString(cache_folder().string()));
  if (!folder.isEmpty()) take_cache_folder(folder);
}

void PreferencesDialog::take_cache_folder(const QString& folder) {
  chosen_cache_ = folder;
  take_values();
  machine_cache_->measure();
}

}  // namespace transpine
