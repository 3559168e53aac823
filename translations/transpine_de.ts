<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>EvaluateWorkspace</name>
    <message>
        <source>PSNR (dB)</source>
        <translation>PSNR (dB)</translation>
    </message>
    <message>
        <source>Dice</source>
        <translation>Dice</translation>
    </message>
    <message>
        <source>Dice Posterior</source>
        <translation>Dice posterior</translation>
    </message>
    <message>
        <source>Mean Vertebra Dice</source>
        <translation>Mittlerer Dice der Wirbel</translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message>
        <source>Bone</source>
        <translation>Knochen</translation>
    </message>
    <message>
        <source>Soft tissue</source>
        <translation>Weichteil</translation>
    </message>
    <message>
        <source>Spine</source>
        <translation>Wirbelsäule</translation>
    </message>
    <message>
        <source>Whole range</source>
        <translation>Ganzer Bereich</translation>
    </message>
</context>
<context>
    <name>transpine::CurvePlot</name>
    <message>
        <source>No values yet</source>
        <translation>Noch keine Werte</translation>
    </message>
</context>
<context>
    <name>transpine::DataWorkspace</name>
    <message>
        <source>MR</source>
        <translation>MR</translation>
    </message>
    <message>
        <source>CT</source>
        <translation>CT</translation>
    </message>
    <message>
        <source>Vertebrae on MR</source>
        <translation>Wirbel auf MR</translation>
    </message>
    <message>
        <source>Subregions on MR</source>
        <translation>Teilregionen auf MR</translation>
    </message>
    <message>
        <source>Vertebrae on CT</source>
        <translation>Wirbel auf CT</translation>
    </message>
    <message>
        <source>Subregions on CT</source>
        <translation>Teilregionen auf CT</translation>
    </message>
    <message>
        <source>Landmarks</source>
        <translation>Landmarken</translation>
    </message>
    <message>
        <source>Transform</source>
        <translation>Transformation</translation>
    </message>
    <message>
        <source>Add Image…</source>
        <translation>Bild hinzufügen…</translation>
    </message>
    <message>
        <source>Subjects</source>
        <translation>Probanden</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Masken</translation>
    </message>
    <message>
        <source>Patient right on the left</source>
        <translation>Patient rechts auf der linken Seite</translation>
    </message>
    <message>
        <source>Image:</source>
        <translation>Bild:</translation>
    </message>
    <message>
        <source>Window:</source>
        <translation>Fenster:</translation>
    </message>
    <message>
        <source>Export as NIfTI…</source>
        <translation>Als NIfTI exportieren…</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Proband</translation>
    </message>
    <message>
        <source>Vertebra Masks</source>
        <translation>Wirbelmasken</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Aufteilung</translation>
    </message>
    <message>
        <source>Surfaces of %1</source>
        <translation>Oberflächen von %1</translation>
    </message>
    <message>
        <source>Vertebra</source>
        <translation>Wirbel</translation>
    </message>
    <message>
        <source>Axial</source>
        <translation>Axial</translation>
    </message>
    <message>
        <source>Sagittal</source>
        <translation>Sagittal</translation>
    </message>
    <message>
        <source>Coronal</source>
        <translation>Koronal</translation>
    </message>
    <message>
        <source>Vertebrae</source>
        <translation>Wirbel</translation>
    </message>
    <message>
        <source>Add Image</source>
        <translation>Bild hinzufügen</translation>
    </message>
    <message>
        <source>Images (*.nii *.nii.gz *.hdr *.img *.dcm);;All files (*)</source>
        <translation>Bilder (*.nii *.nii.gz *.hdr *.img *.dcm);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>The image is:</source>
        <translation>Das Bild ist:</translation>
    </message>
    <message>
        <source>Of subject:</source>
        <translation>Von Proband:</translation>
    </message>
</context>
<context>
    <name>transpine::EvaluateWorkspace</name>
    <message>
        <source>Evaluate All Results</source>
        <translation>Alle Ergebnisse auswerten</translation>
    </message>
    <message>
        <source>Export CSV…</source>
        <translation>CSV exportieren…</translation>
    </message>
    <message>
        <source>Paired t-test:</source>
        <translation>Gepaarter t-Test:</translation>
    </message>
    <message>
        <source>against</source>
        <translation>gegen</translation>
    </message>
    <message>
        <source>Read the scores</source>
        <translation>Werte lesen</translation>
    </message>
    <message>
        <source>Evaluate all results</source>
        <translation>Alle Ergebnisse auswerten</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Proband</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Choose two models.</source>
        <translation>Zwei Modelle wählen.</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s): mean difference %1, t = %2, p = %3</source>
        <translation>
            <numerusform>%n Fall: mittlere Differenz %1, t = %2, p = %3</numerusform><numerusform>%n Fälle: mittlere Differenz %1, t = %2, p = %3</numerusform></translation>
    </message>
    <message>
        <source>Export CSV</source>
        <translation>CSV exportieren</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
</context>
<context>
    <name>transpine::HeaderInspector</name>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Spacing (mm)</source>
        <translation>Abstand (mm)</translation>
    </message>
    <message>
        <source>Orientation</source>
        <translation>Orientierung</translation>
    </message>
    <message>
        <source>Type on disk</source>
        <translation>Typ in der Datei</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>NaN or infinite</source>
        <translation>NaN oder unendlich</translation>
    </message>
    <message>
        <source>Matrix used</source>
        <translation>Benutzte Matrix</translation>
    </message>
    <message>
        <source>qform code, sform code</source>
        <translation>qform-Code, sform-Code</translation>
    </message>
    <message>
        <source>Slope, intercept</source>
        <translation>Steigung, Achsenabschnitt</translation>
    </message>
    <message>
        <source>Byte order</source>
        <translation>Bytefolge</translation>
    </message>
    <message>
        <source>big endian</source>
        <translation>Big Endian</translation>
    </message>
    <message>
        <source>little endian</source>
        <translation>Little Endian</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>qform (RAS)</source>
        <translation>qform (RAS)</translation>
    </message>
    <message>
        <source>sform (RAS)</source>
        <translation>sform (RAS)</translation>
    </message>
    <message>
        <source>Affine (RAS)</source>
        <translation>Affine Matrix (RAS)</translation>
    </message>
</context>
<context>
    <name>transpine::JobTableModel</name>
    <message>
        <source>Queued</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Schritt</translation>
    </message>
</context>
<context>
    <name>transpine::JobsPanel</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Run earlier</source>
        <translation>Früher ausführen</translation>
    </message>
    <message>
        <source>Clear ended</source>
        <translation>Beendete entfernen</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
</context>
<context>
    <name>transpine::LandmarkEditor</name>
    <message>
        <source>Place %1</source>
        <translation>%1 setzen</translation>
    </message>
    <message>
        <source>Move %1</source>
        <translation>%1 verschieben</translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>%1 löschen</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 verwenden</translation>
    </message>
    <message>
        <source>Leave out %1</source>
        <translation>%1 auslassen</translation>
    </message>
</context>
<context>
    <name>transpine::LandmarkTableModel</name>
    <message>
        <source>Both</source>
        <translation>Beide</translation>
    </message>
    <message>
        <source>CT missing</source>
        <translation>CT fehlt</translation>
    </message>
    <message>
        <source>MR missing</source>
        <translation>MR fehlt</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Nutzen</translation>
    </message>
    <message>
        <source>Vertebra</source>
        <translation>Wirbel</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>MR (mm)</source>
        <translation>MR (mm)</translation>
    </message>
    <message>
        <source>CT (mm)</source>
        <translation>CT (mm)</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Residual (mm)</source>
        <translation>Residuum (mm)</translation>
    </message>
    <message>
        <source>Leave-One-Out (mm)</source>
        <translation>Ohne diesen Punkt (mm)</translation>
    </message>
    <message>
        <source>The error at this point of a registration made without it. Unlike the residual it tells how well the transform predicts.</source>
        <translation>Der Fehler an diesem Punkt, wenn ohne ihn registriert wird. Anders als das Residuum sagt er, wie gut die Transformation vorhersagt.</translation>
    </message>
</context>
<context>
    <name>transpine::MainWindow</name>
    <message>
        <source>Workspaces</source>
        <translation>Arbeitsbereiche</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>Registrieren</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>Translate</source>
        <translation>Übersetzen</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>Auswerten</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>No jobs</source>
        <translation>Keine Aufträge</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) active</source>
        <translation>
            <numerusform>%n Auftrag aktiv</numerusform><numerusform>%n Aufträge aktiv</numerusform></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Open Study…</source>
        <translation>Studie &amp;öffnen…</translation>
    </message>
    <message>
        <source>Open Study</source>
        <translation>Studie öffnen</translation>
    </message>
    <message>
        <source>&amp;Import Folder…</source>
        <translation>Ordner &amp;importieren…</translation>
    </message>
    <message>
        <source>Import Folder</source>
        <translation>Ordner importieren</translation>
    </message>
    <message>
        <source>Make &amp;Demo Study…</source>
        <translation>&amp;Demostudie erstellen…</translation>
    </message>
    <message>
        <source>Folder for the Demo Study</source>
        <translation>Ordner für die Demostudie</translation>
    </message>
    <message>
        <source>&amp;Save Study</source>
        <translation>Studie &amp;speichern</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Copy as Command</source>
        <translation>Als Befehl &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>&amp;Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>The language changes when Transpine starts again.</source>
        <translation>Die Sprache wechselt beim nächsten Start von Transpine.</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Mouse and Keys</source>
        <translation>&amp;Maus und Tasten</translation>
    </message>
    <message>
        <source>Mouse and Keys</source>
        <translation>Maus und Tasten</translation>
    </message>
    <message>
        <source>Wheel: slice. Ctrl+wheel or right drag: zoom.
Left drag: cursor. Middle or Shift+left drag: pan.
W + drag: window and level. Double-click: one view alone.
B/F or arrows: slice, Page Up/Down: five slices, R: fit.
L: edit points, Space: next missing point, Delete: delete the pair, Ctrl+Z: undo.
In 3D: A P L R S I look from that side, double-click jumps there.</source>
        <translation>Mausrad: Schicht. Strg+Mausrad oder rechts ziehen: Zoom.
Links ziehen: Cursor. Mitte oder Umschalt+links ziehen: verschieben.
W + ziehen: Fensterung. Doppelklick: eine Ansicht allein.
B/F oder Pfeile: Schicht, Bild auf/ab: fünf Schichten, R: einpassen.
L: Punkte bearbeiten, Leertaste: nächster fehlender Punkt, Entf: Paar löschen, Strg+Z: rückgängig.
In 3D: A P L R S I blicken von dieser Seite, Doppelklick springt dorthin.</translation>
    </message>
    <message>
        <source>&amp;About Transpine</source>
        <translation>Ü&amp;ber Transpine</translation>
    </message>
    <message>
        <source>About Transpine</source>
        <translation>Über Transpine</translation>
    </message>
    <message>
        <source>Transpine %1: from spine MRI to synthetic CT and vertebra masks, by the method of Graf et al. 2023. For research, not for diagnosis.</source>
        <translation>Transpine %1: vom MRT der Wirbelsäule zum synthetischen CT und zu Wirbelmasken, nach der Methode von Graf et al. 2023. Für die Forschung, nicht zur Diagnose.</translation>
    </message>
    <message>
        <source>There is nothing to copy as a command here yet.</source>
        <translation>Hier gibt es noch nichts als Befehl zu kopieren.</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>Kopiert: %1</translation>
    </message>
    <message>
        <source>Make the demo study's phantoms</source>
        <translation>Phantome der Demostudie erzeugen</translation>
    </message>
    <message>
        <source>Run the demo: train, translate, evaluate</source>
        <translation>Demo ausführen: trainieren, übersetzen, auswerten</translation>
    </message>
    <message>
        <source>Close Transpine</source>
        <translation>Transpine schließen</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) are still at work.</source>
        <translation>
            <numerusform>%n Auftrag läuft noch.</numerusform><numerusform>%n Aufträge laufen noch.</numerusform></translation>
    </message>
    <message>
        <source>A training saves a checkpoint when it stops; other jobs leave their data as it was.</source>
        <translation>Ein Training sichert beim Anhalten seinen Stand; andere Aufträge lassen ihre Daten, wie sie waren.</translation>
    </message>
    <message>
        <source>Stop and Close</source>
        <translation>Anhalten und schließen</translation>
    </message>
    <message>
        <source>Keep Working</source>
        <translation>Weiterarbeiten</translation>
    </message>
</context>
<context>
    <name>transpine::MessageBanner</name>
    <message>
        <source>Close the message</source>
        <translation>Meldung schließen</translation>
    </message>
</context>
<context>
    <name>transpine::PreviewStrip</name>
    <message>
        <source>Previews appear at the first validation.</source>
        <translation>Vorschauen erscheinen mit der ersten Validierung.</translation>
    </message>
    <message>
        <source>MR</source>
        <translation>MR</translation>
    </message>
    <message>
        <source>Synthetic CT</source>
        <translation>Synthetisches CT</translation>
    </message>
    <message>
        <source>CT</source>
        <translation>CT</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
</context>
<context>
    <name>transpine::RegisterWorkspace</name>
    <message>
        <source>Edit Points</source>
        <translation>Punkte bearbeiten</translation>
    </message>
    <message>
        <source>Click places the chosen point, dragging moves one. Outside this mode points cannot move. Shortcut: L; Esc leaves.</source>
        <translation>Ein Klick setzt den gewählten Punkt, Ziehen verschiebt einen. Außerhalb dieses Modus lassen sich Punkte nicht bewegen. Taste: L; Esc beendet.</translation>
    </message>
    <message>
        <source>body</source>
        <translation>Wirbelkörper</translation>
    </message>
    <message>
        <source>spinous process</source>
        <translation>Dornfortsatz</translation>
    </message>
    <message>
        <source>all points</source>
        <translation>alle Punkte</translation>
    </message>
    <message>
        <source>bodies and spinous processes</source>
        <translation>Wirbelkörper und Dornfortsätze</translation>
    </message>
    <message>
        <source>bodies alone</source>
        <translation>nur Wirbelkörper</translation>
    </message>
    <message>
        <source>Point:</source>
        <translation>Punkt:</translation>
    </message>
    <message>
        <source>From Masks</source>
        <translation>Aus Masken</translation>
    </message>
    <message>
        <source>Export CT on MR Grid…</source>
        <translation>CT auf MR-Gitter exportieren…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Register with:</source>
        <translation>Registrieren mit:</translation>
    </message>
    <message>
        <source>Blend:</source>
        <translation>Überblenden:</translation>
    </message>
    <message>
        <source>Open landmarks of %1</source>
        <translation>Landmarken von %1 öffnen</translation>
    </message>
    <message>
        <source>MR</source>
        <translation>MR</translation>
    </message>
    <message>
        <source>CT</source>
        <translation>CT</translation>
    </message>
    <message>
        <source>MR with CT bone</source>
        <translation>MR mit CT-Knochen</translation>
    </message>
    <message>
        <source>Not registered</source>
        <translation>Nicht registriert</translation>
    </message>
    <message numerus="yes">
        <source>ct_from_mr by %n pair(s)</source>
        <translation>
            <numerusform>ct_from_mr mit %n Paar</numerusform><numerusform>ct_from_mr mit %n Paaren</numerusform></translation>
    </message>
    <message>
        <source>FRE (root mean square): %1, largest %2</source>
        <translation>FRE (quadratisches Mittel): %1, größter %2</translation>
    </message>
    <message>
        <source>Leave-one-out error: %1</source>
        <translation>Fehler ohne den jeweiligen Punkt: %1</translation>
    </message>
    <message>
        <source>Expected at the posterior elements: %1</source>
        <translation>Erwartet an den hinteren Elementen: %1</translation>
    </message>
    <message>
        <source>Rotation: %1°</source>
        <translation>Drehung: %1°</translation>
    </message>
    <message>
        <source>A small FRE does not prove a good registration: look at the leave-one-out error.</source>
        <translation>Ein kleiner FRE beweist keine gute Registrierung: auf den Fehler ohne den jeweiligen Punkt achten.</translation>
    </message>
    <message>
        <source>Now click the same point in the CT.</source>
        <translation>Jetzt denselben Punkt im CT anklicken.</translation>
    </message>
    <message>
        <source>Now click the same point in the MR.</source>
        <translation>Jetzt denselben Punkt im MR anklicken.</translation>
    </message>
    <message>
        <source>%1 has no vertebra and subregion masks.</source>
        <translation>%1 hat keine Masken von Wirbeln und Teilregionen.</translation>
    </message>
    <message>
        <source>Add both masks of an image in the Data workspace, or place the points by hand.</source>
        <translation>Im Arbeitsbereich Daten beide Masken eines Bildes hinzufügen oder die Punkte von Hand setzen.</translation>
    </message>
    <message>
        <source>Landmarks of %1 from masks</source>
        <translation>Landmarken von %1 aus Masken</translation>
    </message>
    <message>
        <source>Landmarks from masks</source>
        <translation>Landmarken aus Masken</translation>
    </message>
    <message>
        <source>There is no registration to export.</source>
        <translation>Es gibt keine Registrierung zu exportieren.</translation>
    </message>
    <message>
        <source>Open a subject with MR and CT and place at least three pairs.</source>
        <translation>Einen Probanden mit MR und CT öffnen und mindestens drei Paare setzen.</translation>
    </message>
    <message>
        <source>Resample the CT of %1</source>
        <translation>CT von %1 umrechnen</translation>
    </message>
</context>
<context>
    <name>transpine::SliceView</name>
    <message>
        <source>No image</source>
        <translation>Kein Bild</translation>
    </message>
    <message>
        <source>%1 mm
W %2 L %3</source>
        <translation>%1 mm
W %2 L %3</translation>
    </message>
    <message>
        <source>%1 mm</source>
        <translation>%1 mm</translation>
    </message>
</context>
<context>
    <name>transpine::StudySession</name>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
    <message>
        <source>Import %1</source>
        <translation>%1 importieren</translation>
    </message>
    <message>
        <source>Save the study</source>
        <translation>Studie speichern</translation>
    </message>
</context>
<context>
    <name>transpine::SurfaceView</name>
    <message>
        <source>No surfaces</source>
        <translation>Keine Oberflächen</translation>
    </message>
</context>
<context>
    <name>transpine::TrainWorkspace</name>
    <message>
        <source>Ready to train.</source>
        <translation>Bereit zum Trainieren.</translation>
    </message>
    <message>
        <source>Run:</source>
        <translation>Lauf:</translation>
    </message>
    <message>
        <source>Preset:</source>
        <translation>Vorgabe:</translation>
    </message>
    <message>
        <source>Small (CPU)</source>
        <translation>Klein (CPU)</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Veröffentlichung</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop and Save</source>
        <translation>Anhalten und sichern</translation>
    </message>
    <message>
        <source>Logarithmic loss axis</source>
        <translation>Logarithmische Verlustachse</translation>
    </message>
    <message>
        <source>Smoothing:</source>
        <translation>Glättung:</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Validation PSNR (dB)</source>
        <translation>Validierungs-PSNR (dB)</translation>
    </message>
    <message>
        <source>History:</source>
        <translation>Verlauf:</translation>
    </message>
    <message>
        <source>Step %1: %2 dB</source>
        <translation>Schritt %1: %2 dB</translation>
    </message>
    <message>
        <source>Open a study first.</source>
        <translation>Zuerst eine Studie öffnen.</translation>
    </message>
    <message>
        <source>Give the run a name without a slash.</source>
        <translation>Dem Lauf einen Namen ohne Schrägstrich geben.</translation>
    </message>
    <message>
        <source>A training is running already.</source>
        <translation>Es läuft schon ein Training.</translation>
    </message>
    <message>
        <source>This run exists: resume it or give another name.</source>
        <translation>Diesen Lauf gibt es: fortsetzen oder anders benennen.</translation>
    </message>
    <message>
        <source>There is no run of this name to go on with.</source>
        <translation>Es gibt keinen Lauf dieses Namens fortzusetzen.</translation>
    </message>
    <message>
        <source>Nothing is running.</source>
        <translation>Es läuft nichts.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Preparing the training set…</source>
        <translation>Trainingsdaten werden vorbereitet…</translation>
    </message>
    <message>
        <source>Train %1</source>
        <translation>%1 trainieren</translation>
    </message>
    <message>
        <source>Paused.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>Training…</source>
        <translation>Training läuft…</translation>
    </message>
    <message>
        <source>Stopping; a checkpoint is saved…</source>
        <translation>Wird angehalten; der Stand wird gesichert…</translation>
    </message>
    <message>
        <source>Step %1 of %2, loss %3, gradient %4, %5 s a step, about %6 min left</source>
        <translation>Schritt %1 von %2, Verlust %3, Gradient %4, %5 s je Schritt, noch etwa %6 min</translation>
    </message>
    <message>
        <source>Finished after %1 steps in %2 s.</source>
        <translation>Fertig nach %1 Schritten in %2 s.</translation>
    </message>
    <message>
        <source>Stopped. The last checkpoint is kept; Resume goes on from it.</source>
        <translation>Angehalten. Der letzte Stand bleibt; Fortsetzen macht dort weiter.</translation>
    </message>
    <message>
        <source>Read the curves of %1</source>
        <translation>Kurven von %1 lesen</translation>
    </message>
</context>
<context>
    <name>transpine::TranslateWorkspace</name>
    <message>
        <source>Translate and Segment</source>
        <translation>Übersetzen und segmentieren</translation>
    </message>
    <message>
        <source>Segment Again</source>
        <translation>Erneut segmentieren</translation>
    </message>
    <message>
        <source>Export as NIfTI…</source>
        <translation>Als NIfTI exportieren…</translation>
    </message>
    <message>
        <source>Show vertebra masks</source>
        <translation>Wirbelmasken zeigen</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Train a model first.</source>
        <translation>Zuerst ein Modell trainieren.</translation>
    </message>
    <message>
        <source>MR</source>
        <translation>MR</translation>
    </message>
    <message>
        <source>Synthetic CT: %1</source>
        <translation>Synthetisches CT: %1</translation>
    </message>
    <message>
        <source>CT</source>
        <translation>CT</translation>
    </message>
    <message>
        <source>CT (not registered)</source>
        <translation>CT (nicht registriert)</translation>
    </message>
    <message>
        <source>Vertebra</source>
        <translation>Wirbel</translation>
    </message>
    <message>
        <source>Translate %1 with %2</source>
        <translation>%1 mit %2 übersetzen</translation>
    </message>
    <message>
        <source>Segment %1 of %2</source>
        <translation>%1 von %2 segmentieren</translation>
    </message>
</context>
<context>
    <name>transpine::Workspace</name>
    <message>
        <source>Export as NIfTI</source>
        <translation>Als NIfTI exportieren</translation>
    </message>
    <message>
        <source>NIfTI (*.nii.gz *.nii)</source>
        <translation>NIfTI (*.nii.gz *.nii)</translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation>%1 exportieren</translation>
    </message>
</context>
</TS>
