<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>BatchJobs</name>
    <message numerus="yes">
        <source>Register %n subject(s)</source>
        <translation>
            <numerusform>%n Probanden registrieren</numerusform>
            <numerusform>%n Probanden registrieren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Translate %n subject(s)</source>
        <translation>
            <numerusform>%n Probanden übersetzen</numerusform>
            <numerusform>%n Probanden übersetzen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Segment %n subject(s)</source>
        <translation>
            <numerusform>%n Probanden segmentieren</numerusform>
            <numerusform>%n Probanden segmentieren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Evaluate %n subject(s)</source>
        <translation>
            <numerusform>%n Probanden auswerten</numerusform>
            <numerusform>%n Probanden auswerten</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove from Study</source>
        <translation>Aus der Studie entfernen</translation>
    </message>
    <message numerus="yes">
        <source>Take %n subject(s) out of the study? Their files stay where they are.</source>
        <translation>
            <numerusform>%n Probanden aus der Studie nehmen? Seine Dateien bleiben, wo sie sind.</numerusform>
            <numerusform>%n Probanden aus der Studie nehmen? Ihre Dateien bleiben, wo sie sind.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 subjects failed. The first: %3</source>
        <translation>%1 von %2 Probanden sind fehlgeschlagen. Der erste: %3</translation>
    </message>
    <message>
        <source>Copy as Command</source>
        <translation>Als Befehl kopieren</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>Registrieren</translation>
    </message>
    <message>
        <source>Translate with %1</source>
        <translation>Mit %1 übersetzen</translation>
    </message>
    <message>
        <source>Segment the result of %1</source>
        <translation>Ergebnis von %1 segmentieren</translation>
    </message>
    <message>
        <source>Evaluate the result of %1</source>
        <translation>Ergebnis von %1 auswerten</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Aufteilung</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Remove from Study…</source>
        <translation>Aus der Studie entfernen…</translation>
    </message>
    <message numerus="yes">
        <source>Export %n subject(s)</source>
        <translation>
            <numerusform>%n Probanden exportieren</numerusform>
            <numerusform>%n Probanden exportieren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are now in %1.</source>
        <translation>
            <numerusform>%n Datei liegt jetzt in %1.</numerusform>
            <numerusform>%n Dateien liegen jetzt in %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are now in %1; others could not be written. The first: %2</source>
        <translation>
            <numerusform>%n Datei liegt jetzt in %1; andere konnten nicht geschrieben werden. Die erste: %2</numerusform>
            <numerusform>%n Dateien liegen jetzt in %1; andere konnten nicht geschrieben werden. Die erste: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message numerus="yes">
        <source>Export %n Subject(s)…</source>
        <translation>
            <numerusform>%n Probanden exportieren…</numerusform>
            <numerusform>%n Probanden exportieren…</numerusform>
        </translation>
    </message>
    <message>
        <source>Folder for the Export</source>
        <translation>Ordner für den Export</translation>
    </message>
</context>
<context>
    <name>Colours</name>
    <message>
        <source>Gray</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Gray inverted</source>
        <translation>Grau invertiert</translation>
    </message>
    <message>
        <source>Warm</source>
        <translation>Warm</translation>
    </message>
    <message>
        <source>Cool</source>
        <translation>Kalt</translation>
    </message>
    <message>
        <source>Hot</source>
        <translation>Glut</translation>
    </message>
    <message>
        <source>Viridis</source>
        <translation>Viridis</translation>
    </message>
    <message>
        <source>Blue to red</source>
        <translation>Blau bis Rot</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>Layers</source>
        <translation>Ebenen</translation>
    </message>
    <message>
        <source>Blend</source>
        <translation>Überblenden</translation>
    </message>
    <message>
        <source>Checkerboard</source>
        <translation>Schachbrett</translation>
    </message>
    <message>
        <source>Two colours</source>
        <translation>Zwei Farben</translation>
    </message>
    <message>
        <source>Contours</source>
        <translation>Konturen</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>Wischen</translation>
    </message>
    <message>
        <source>Reveal</source>
        <translation>Aufdecken</translation>
    </message>
    <message>
        <source>Flicker</source>
        <translation>Wechseln</translation>
    </message>
    <message>
        <source>Rock</source>
        <translation>Pendeln</translation>
    </message>
</context>
<context>
    <name>EvaluateWorkspace</name>
    <message>
        <source>PSNR (dB)</source>
        <translation>PSNR (dB)</translation>
    </message>
    <message>
        <source>MAE in mask (HU)</source>
        <translation>MAE in der Maske (HU)</translation>
    </message>
    <message>
        <source>MAE (HU)</source>
        <translation>MAE (HU)</translation>
    </message>
    <message>
        <source>Dice global</source>
        <translation>Dice gesamt</translation>
    </message>
    <message>
        <source>Dice posterior</source>
        <translation>Dice hintere Anteile</translation>
    </message>
    <message>
        <source>Dice mean of vertebrae</source>
        <translation>Dice, Mittel der Wirbel</translation>
    </message>
    <message>
        <source>Dice posterior, mean of vertebrae</source>
        <translation>Dice hintere Anteile, Mittel der Wirbel</translation>
    </message>
    <message>
        <source>HD95 posterior (mm)</source>
        <translation>HD95 hintere Anteile (mm)</translation>
    </message>
    <message>
        <source>ASSD posterior (mm)</source>
        <translation>ASSD hintere Anteile (mm)</translation>
    </message>
    <message>
        <source>NSD posterior</source>
        <translation>NSD hintere Anteile</translation>
    </message>
    <message>
        <source>Missing vertebrae</source>
        <translation>Fehlende Wirbel</translation>
    </message>
</context>
<context>
    <name>HeaderFields</name>
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
        <source>Values</source>
        <translation>Werte</translation>
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
        <source>Dimensions in the header</source>
        <translation>Dimensionen im Kopf</translation>
    </message>
    <message>
        <source>Type on disk</source>
        <translation>Typ in der Datei</translation>
    </message>
    <message>
        <source>Slope, intercept</source>
        <translation>Steigung, Achsenabschnitt</translation>
    </message>
    <message>
        <source>qform code, sform code</source>
        <translation>qform-Code, sform-Code</translation>
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
        <source>Unit of lengths</source>
        <translation>Längeneinheit</translation>
    </message>
    <message>
        <source>Byte order</source>
        <translation>Bytefolge</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Affine (RAS)</source>
        <translation>Affine Matrix (RAS)</translation>
    </message>
</context>
<context>
    <name>Measures</name>
    <message>
        <source>%1 mm²</source>
        <translation>%1 mm²</translation>
    </message>
    <message>
        <source>%1 mm</source>
        <translation>%1 mm</translation>
    </message>
</context>
<context>
    <name>MouseGestures</name>
    <message>
        <source>Wheel</source>
        <translation>Mausrad</translation>
    </message>
    <message>
        <source>Next or previous slice</source>
        <translation>Nächste oder vorige Schicht</translation>
    </message>
    <message>
        <source>Ctrl+wheel, right drag</source>
        <translation>Strg+Mausrad, mit rechts ziehen</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Left drag</source>
        <translation>Mit links ziehen</translation>
    </message>
    <message>
        <source>Move the cursor in all views</source>
        <translation>Den Cursor in allen Ansichten bewegen</translation>
    </message>
    <message>
        <source>Middle drag, Shift+left drag</source>
        <translation>Mit der Mitte ziehen, Umschalt+mit links ziehen</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>W held + drag</source>
        <translation>W halten und ziehen</translation>
    </message>
    <message>
        <source>Window and level</source>
        <translation>Fenster und Lage</translation>
    </message>
    <message>
        <source>Ctrl+double-click on a slice</source>
        <translation>Strg+Doppelklick auf eine Schicht</translation>
    </message>
    <message>
        <source>Window and level that fit the image</source>
        <translation>Fenster und Lage passend zum Bild</translation>
    </message>
    <message>
        <source>Shift+move</source>
        <translation>Umschalt+Bewegen</translation>
    </message>
    <message>
        <source>Crosshair in all views</source>
        <translation>Fadenkreuz in allen Ansichten</translation>
    </message>
    <message>
        <source>Left and right arrow</source>
        <translation>Pfeil links und rechts</translation>
    </message>
    <message>
        <source>Double-click on a slice</source>
        <translation>Doppelklick auf eine Schicht</translation>
    </message>
    <message>
        <source>Show one view alone, or all again</source>
        <translation>Eine Ansicht allein zeigen oder wieder alle</translation>
    </message>
    <message>
        <source>Drag in 3D</source>
        <translation>Ziehen in 3D</translation>
    </message>
    <message>
        <source>Rotate</source>
        <translation>Drehen</translation>
    </message>
    <message>
        <source>Wheel or right drag in 3D</source>
        <translation>Mausrad oder mit rechts ziehen in 3D</translation>
    </message>
    <message>
        <source>Click in 3D</source>
        <translation>Klick in 3D</translation>
    </message>
    <message>
        <source>Bring all views there and name the vertebra</source>
        <translation>Alle Ansichten dorthin bringen und den Wirbel benennen</translation>
    </message>
    <message>
        <source>Click on the cube in 3D</source>
        <translation>Klick auf den Würfel in 3D</translation>
    </message>
    <message>
        <source>Look from that side</source>
        <translation>Von dieser Seite blicken</translation>
    </message>
</context>
<context>
    <name>Options</name>
    <message>
        <source>0 draws all times alike (paper); 1 draws times in proportion to their noise, which teaches a short training more about the MR.</source>
        <translation>0 zieht alle Zeiten gleich oft (Arbeit); 1 zieht sie im Verhältnis zu ihrem Rauschen, was ein kurzes Training mehr über das MR lehrt.</translation>
    </message>
    <message>
        <source>0 takes it from the image, half-way between discs and marrow.</source>
        <translation>0 entnimmt ihn dem Bild, auf halbem Weg zwischen Bandscheiben und Mark.</translation>
    </message>
    <message>
        <source>A contiguous range such as T11-L5, C1-C7 or L1-S.</source>
        <translation>Ein zusammenhängender Bereich wie T11-L5, C1-C7 oder L1-S.</translation>
    </message>
    <message>
        <source>Adds a second output for the variance, trained with the variational bound. DDIM does not use it.</source>
        <translation>Fügt eine zweite Ausgabe für die Varianz hinzu, trainiert mit der Variationsschranke. DDIM nutzt sie nicht.</translation>
    </message>
    <message>
        <source>At least this much of neighbouring tiles is blended.</source>
        <translation>Mindestens so viel benachbarter Kacheln wird überblendet.</translation>
    </message>
    <message>
        <source>Attention heads</source>
        <translation>Attention-Köpfe</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>Batchgröße</translation>
    </message>
    <message>
        <source>Bending</source>
        <translation>Biegung</translation>
    </message>
    <message>
        <source>Bias</source>
        <translation>Feldstörung</translation>
    </message>
    <message>
        <source>Bone farther from its vertebra&apos;s landmarks is left out.</source>
        <translation>Knochen, der weiter von den Landmarken seines Wirbels entfernt ist, bleibt weg.</translation>
    </message>
    <message>
        <source>Bone threshold</source>
        <translation>Knochenschwelle</translation>
    </message>
    <message>
        <source>CT depth</source>
        <translation>CT-Tiefe</translation>
    </message>
    <message>
        <source>CT noise</source>
        <translation>CT-Rauschen</translation>
    </message>
    <message>
        <source>CT pixel</source>
        <translation>CT-Pixel</translation>
    </message>
    <message>
        <source>CT slice</source>
        <translation>CT-Schicht</translation>
    </message>
    <message>
        <source>CT width</source>
        <translation>CT-Breite</translation>
    </message>
    <message>
        <source>Channels of the first level, a multiple of 8. The paper uses 64.</source>
        <translation>Kanäle der ersten Ebene, ein Vielfaches von 8. Die Arbeit nimmt 64.</translation>
    </message>
    <message>
        <source>Channels per head</source>
        <translation>Kanäle je Kopf</translation>
    </message>
    <message>
        <source>Checkpoint every</source>
        <translation>Sicherung alle</translation>
    </message>
    <message>
        <source>Clamp each prediction</source>
        <translation>Jede Vorhersage begrenzen</translation>
    </message>
    <message>
        <source>Colour jitter</source>
        <translation>Farbvariation</translation>
    </message>
    <message>
        <source>Condition dropout</source>
        <translation>Auslassen der Bedingung</translation>
    </message>
    <message>
        <source>Crop SSIM border</source>
        <translation>SSIM-Rand weglassen</translation>
    </message>
    <message>
        <source>DDIM steps at a validation.</source>
        <translation>DDIM-Schritte bei einer Validierung.</translation>
    </message>
    <message>
        <source>Degenerate case</source>
        <translation>Sonderfall</translation>
    </message>
    <message>
        <source>Element type on disk; float16 keeps HU to within 0.5.</source>
        <translation>Zahlentyp der Dateien; float16 hält HU auf 0,5 genau.</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Equal seeds give equal voxels.</source>
        <translation>Gleiche Startwerte ergeben gleiche Voxel.</translation>
    </message>
    <message>
        <source>Eta</source>
        <translation>Eta</translation>
    </message>
    <message>
        <source>Flips</source>
        <translation>Spiegelungen</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Folder of the demo study.</source>
        <translation>Ordner der Demostudie.</translation>
    </message>
    <message>
        <source>For the scale by percentile.</source>
        <translation>Für die Skalierung nach Perzentil.</translation>
    </message>
    <message>
        <source>Fused bodies, a wedge fracture, or a vertebra without spinous process, in the middle of the range.</source>
        <translation>Verschmolzene Wirbelkörper, eine Keilfraktur oder ein Wirbel ohne Dornfortsatz, in der Mitte des Bereichs.</translation>
    </message>
    <message>
        <source>Go on from the newest checkpoint of the run folder.</source>
        <translation>Setzt an der neuesten Sicherung des Laufordners fort.</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>Gitter</translation>
    </message>
    <message>
        <source>Guidance weight</source>
        <translation>Führungsgewicht</translation>
    </message>
    <message>
        <source>Heads of each attention. The paper uses 4.</source>
        <translation>Köpfe jeder Attention. Die Arbeit nimmt 4.</translation>
    </message>
    <message>
        <source>High-noise emphasis</source>
        <translation>Betonung hohen Rauschens</translation>
    </message>
    <message>
        <source>How far the mask grows in each slice, in steps along rows and columns. The paper&apos;s: 10.</source>
        <translation>Wie weit die Maske in jeder Schicht wächst, in Schritten entlang von Zeilen und Spalten. Die Arbeit nimmt 10.</translation>
    </message>
    <message>
        <source>How many slices are translated at a validation; 0 for none.</source>
        <translation>Wie viele Schichten bei einer Validierung übersetzt werden; 0 für keine.</translation>
    </message>
    <message>
        <source>Inside the mask only</source>
        <translation>Nur innerhalb der Maske</translation>
    </message>
    <message>
        <source>Keeps the predicted image within the CT range at every step; the paper does not.</source>
        <translation>Hält das vorhergesagte Bild bei jedem Schritt im CT-Bereich; die Arbeit tut das nicht.</translation>
    </message>
    <message>
        <source>Kept around the vertebrae in the sagittal plane.</source>
        <translation>Bleibt in der Sagittalebene um die Wirbel herum erhalten.</translation>
    </message>
    <message>
        <source>L1, MSE and PSNR over the grown mask instead of the whole slice.</source>
        <translation>L1, MSE und PSNR über die gewachsene Maske statt der ganzen Schicht.</translation>
    </message>
    <message>
        <source>Landmark noise</source>
        <translation>Landmarkenrauschen</translation>
    </message>
    <message>
        <source>Largest distance</source>
        <translation>Größter Abstand</translation>
    </message>
    <message>
        <source>Largest relative deviation of the bias field.</source>
        <translation>Größte relative Abweichung des Feldes.</translation>
    </message>
    <message>
        <source>Largest rotation between the poses; 0 for none.</source>
        <translation>Größte Drehung zwischen den Lagen; 0 für keine.</translation>
    </message>
    <message>
        <source>Largest rotation of each joint between the two scans.</source>
        <translation>Größte Drehung jedes Gelenks zwischen den Aufnahmen.</translation>
    </message>
    <message>
        <source>Largest rotation of the patient between the scans.</source>
        <translation>Größte Drehung des Patienten zwischen den Aufnahmen.</translation>
    </message>
    <message>
        <source>Largest shift between the poses.</source>
        <translation>Größte Verschiebung zwischen den Lagen.</translation>
    </message>
    <message>
        <source>Largest shift of the patient between the scans.</source>
        <translation>Größte Verschiebung des Patienten zwischen den Aufnahmen.</translation>
    </message>
    <message>
        <source>Largest tilt of the coronal curve.</source>
        <translation>Größte Neigung der Krümmung in der Koronalebene.</translation>
    </message>
    <message>
        <source>Learn the variance</source>
        <translation>Varianz lernen</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Learning rate schedule</source>
        <translation>Verlauf der Lernrate</translation>
    </message>
    <message>
        <source>Least segmented pixels</source>
        <translation>Mindestens segmentierte Pixel</translation>
    </message>
    <message>
        <source>Least voxels</source>
        <translation>Mindestvoxel</translation>
    </message>
    <message>
        <source>Leave 5 pixels out on each side, as torchmetrics up to 1.4.</source>
        <translation>Lässt an jeder Seite 5 Pixel weg, wie torchmetrics bis 1.4.</translation>
    </message>
    <message>
        <source>Left-right extent about the vertebrae.</source>
        <translation>Ausdehnung links-rechts um die Wirbel.</translation>
    </message>
    <message>
        <source>Left-right extent of the CT.</source>
        <translation>Ausdehnung des CT links-rechts.</translation>
    </message>
    <message>
        <source>Left-right extent of the MR.</source>
        <translation>Ausdehnung des MR links-rechts.</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlustfunktion</translation>
    </message>
    <message>
        <source>MR bias</source>
        <translation>MR-Feldstörung</translation>
    </message>
    <message>
        <source>MR contrast</source>
        <translation>MR-Kontrast</translation>
    </message>
    <message>
        <source>MR depth</source>
        <translation>MR-Tiefe</translation>
    </message>
    <message>
        <source>MR noise</source>
        <translation>MR-Rauschen</translation>
    </message>
    <message>
        <source>MR percentile</source>
        <translation>MR-Perzentil</translation>
    </message>
    <message>
        <source>MR pixel</source>
        <translation>MR-Pixel</translation>
    </message>
    <message>
        <source>MR scale</source>
        <translation>MR-Skalierung</translation>
    </message>
    <message>
        <source>MR slice</source>
        <translation>MR-Schicht</translation>
    </message>
    <message>
        <source>MR width</source>
        <translation>MR-Breite</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>Rand</translation>
    </message>
    <message>
        <source>Mask dilation</source>
        <translation>Maskenwachstum</translation>
    </message>
    <message>
        <source>Mean absolute (paper) or squared difference.</source>
        <translation>Mittlere absolute (Arbeit) oder quadrierte Differenz.</translation>
    </message>
    <message>
        <source>More is faster and needs more memory.</source>
        <translation>Mehr ist schneller und braucht mehr Speicher.</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>Noise schedule</source>
        <translation>Rauschverlauf</translation>
    </message>
    <message>
        <source>Noise sign</source>
        <translation>Vorzeichen des Rauschens</translation>
    </message>
    <message>
        <source>Of Adam. The paper uses 2e-5.</source>
        <translation>Von Adam. Die Arbeit nimmt 2e-5.</translation>
    </message>
    <message>
        <source>Of the sampling noise.</source>
        <translation>Des Rauschens der Stichprobe.</translation>
    </message>
    <message>
        <source>Of the split into parts.</source>
        <translation>Der Aufteilung in Teile.</translation>
    </message>
    <message>
        <source>Of weights, order, crops and noise.</source>
        <translation>Von Gewichten, Reihenfolge, Ausschnitten und Rauschen.</translation>
    </message>
    <message>
        <source>One per level of resolution.</source>
        <translation>Einer je Auflösungsebene.</translation>
    </message>
    <message>
        <source>Optimiser steps; 0 takes those of the small preset.</source>
        <translation>Optimierungsschritte; 0 nimmt die der kleinen Vorgabe.</translation>
    </message>
    <message>
        <source>Optimiser steps; 0 trains for the given epochs.</source>
        <translation>Optimierungsschritte; 0 trainiert die angegebenen Epochen.</translation>
    </message>
    <message>
        <source>Overlap</source>
        <translation>Überlappung</translation>
    </message>
    <message>
        <source>PSNR range</source>
        <translation>PSNR-Bereich</translation>
    </message>
    <message>
        <source>Part of the subjects that have no split yet.</source>
        <translation>Teil der Probanden, die noch keiner Gruppe angehören.</translation>
    </message>
    <message>
        <source>Passes over the training slices when steps is 0.</source>
        <translation>Durchgänge durch die Trainingsschichten, wenn Schritte 0 ist.</translation>
    </message>
    <message>
        <source>Patch size</source>
        <translation>Ausschnittgröße</translation>
    </message>
    <message>
        <source>Phantoms; one validates, one tests, the others train.</source>
        <translation>Phantome; eines validiert, eines testet, die anderen trainieren.</translation>
    </message>
    <message>
        <source>Pixel</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>Pixel size of the axial slices.</source>
        <translation>Pixelgröße der axialen Schichten.</translation>
    </message>
    <message>
        <source>Pixel size of the sagittal slices.</source>
        <translation>Pixelgröße der sagittalen Schichten.</translation>
    </message>
    <message>
        <source>Pixel spacing</source>
        <translation>Pixelabstand</translation>
    </message>
    <message>
        <source>Points of each vertebra</source>
        <translation>Punkte jedes Wirbels</translation>
    </message>
    <message>
        <source>Points of fewer voxels are left out.</source>
        <translation>Punkte mit weniger Voxeln bleiben weg.</translation>
    </message>
    <message>
        <source>Pose rotation</source>
        <translation>Drehung der Lage</translation>
    </message>
    <message>
        <source>Pose shift</source>
        <translation>Verschiebung der Lage</translation>
    </message>
    <message>
        <source>Posterior-anterior extent of the CT.</source>
        <translation>Ausdehnung des CT hinten-vorn.</translation>
    </message>
    <message>
        <source>Posterior-anterior extent of the MR.</source>
        <translation>Ausdehnung des MR hinten-vorn.</translation>
    </message>
    <message>
        <source>Predicts</source>
        <translation>Sagt vorher</translation>
    </message>
    <message>
        <source>Probability with which a sample&apos;s MR is blanked, so that the model can be guided later.</source>
        <translation>Wahrscheinlichkeit, mit der das MR eines Beispiels geleert wird, damit das Modell später geführt werden kann.</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Replaces a training set in the output folder.</source>
        <translation>Ersetzt einen Trainingssatz im Zielordner.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Rician noise relative to the brightest tissue.</source>
        <translation>Rice-Rauschen, bezogen auf das hellste Gewebe.</translation>
    </message>
    <message>
        <source>SSIM weight</source>
        <translation>SSIM-Gewicht</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Stichproben</translation>
    </message>
    <message>
        <source>Scoliosis</source>
        <translation>Skoliose</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Seed of the phantoms and of the training.</source>
        <translation>Startwert der Phantome und des Trainings.</translation>
    </message>
    <message>
        <source>Side of the square that is cropped from a slice; a multiple of 2 per level below the first.</source>
        <translation>Seite des Quadrats, das aus einer Schicht geschnitten wird; ein Vielfaches von 2 je Ebene unter der ersten.</translation>
    </message>
    <message>
        <source>Sign of the noise derived from a predicted image: the right one, or the published code&apos;s.</source>
        <translation>Vorzeichen des Rauschens aus einem vorhergesagten Bild: das richtige, oder das des veröffentlichten Codes.</translation>
    </message>
    <message>
        <source>Slice</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Slices with fewer are left out (paper: slices without segmentation).</source>
        <translation>Schichten mit weniger bleiben weg (Arbeit: Schichten ohne Segmentierung).</translation>
    </message>
    <message>
        <source>Standard deviation of the CT&apos;s noise.</source>
        <translation>Standardabweichung des CT-Rauschens.</translation>
    </message>
    <message>
        <source>Standard deviation of the landmarks&apos; error in each coordinate and image.</source>
        <translation>Standardabweichung des Landmarkenfehlers in jeder Koordinate und jedem Bild.</translation>
    </message>
    <message>
        <source>Standard deviation per coordinate, in each image.</source>
        <translation>Standardabweichung je Koordinate, in jedem Bild.</translation>
    </message>
    <message>
        <source>Start values</source>
        <translation>Anfangswerte</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Steps between checkpoints.</source>
        <translation>Schritte zwischen Sicherungen.</translation>
    </message>
    <message>
        <source>Steps between validations; 0 validates at the end only.</source>
        <translation>Schritte zwischen Validierungen; 0 validiert nur am Ende.</translation>
    </message>
    <message>
        <source>Steps over which the learning rate rises from zero.</source>
        <translation>Schritte, über die die Lernrate von null ansteigt.</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicherform</translation>
    </message>
    <message>
        <source>Strengthens the MR&apos;s influence; 0 is off (paper). The model must have been trained with condition dropout.</source>
        <translation>Verstärkt den Einfluss des MR; 0 ist aus (Arbeit). Das Modell muss mit Auslassen der Bedingung trainiert sein.</translation>
    </message>
    <message>
        <source>Subjects</source>
        <translation>Probanden</translation>
    </message>
    <message>
        <source>Subregion ids that take part: 50 is the paper&apos;s one point, 50,42 its two points; none = all that both images have.</source>
        <translation>Nummern der Teilregionen: 50 ist der eine Punkt der Arbeit, 50,42 ihre zwei; keine = alle, die beide Bilder haben.</translation>
    </message>
    <message>
        <source>Subregion ids to take: 50 body, 42 spinous process, 41 arch, 43-48 other processes; none = all. The paper takes 50, or 50 and 42.</source>
        <translation>Nummern der Teilregionen: 50 Körper, 42 Dornfortsatz, 41 Bogen, 43-48 andere Fortsätze; keine = alle. Die Arbeit nimmt 50, oder 50 und 42.</translation>
    </message>
    <message>
        <source>Subregions</source>
        <translation>Teilregionen</translation>
    </message>
    <message>
        <source>Test part</source>
        <translation>Testteil</translation>
    </message>
    <message>
        <source>The isotropic grid, the MR&apos;s own, or both.</source>
        <translation>Das isotrope Gitter, das eigene des MR, oder beide.</translation>
    </message>
    <message>
        <source>The paper uses 32.</source>
        <translation>Die Arbeit nimmt 32.</translation>
    </message>
    <message>
        <source>The paper uses cosine.</source>
        <translation>Die Arbeit nimmt cosine.</translation>
    </message>
    <message>
        <source>The trained weights (paper), or their moving average.</source>
        <translation>Die trainierten Gewichte (Arbeit), oder ihr gleitendes Mittel.</translation>
    </message>
    <message>
        <source>Thickness of the axial slices.</source>
        <translation>Dicke der axialen Schichten.</translation>
    </message>
    <message>
        <source>Thickness of the sagittal slices, without gap.</source>
        <translation>Dicke der sagittalen Schichten, ohne Lücke.</translation>
    </message>
    <message>
        <source>Thickness of the sagittal slices.</source>
        <translation>Dicke der sagittalen Schichten.</translation>
    </message>
    <message>
        <source>Tile</source>
        <translation>Kachel</translation>
    </message>
    <message>
        <source>Tiles at once</source>
        <translation>Kacheln zugleich</translation>
    </message>
    <message>
        <source>Training steps</source>
        <translation>Trainingsschritte</translation>
    </message>
    <message>
        <source>Used when the MR scale is a percentile.</source>
        <translation>Wird genutzt, wenn das MR nach einem Perzentil skaliert wird.</translation>
    </message>
    <message>
        <source>Validate every</source>
        <translation>Validieren alle</translation>
    </message>
    <message>
        <source>Validation part</source>
        <translation>Validierungsteil</translation>
    </message>
    <message>
        <source>Validation sampling steps</source>
        <translation>DDIM-Schritte der Validierung</translation>
    </message>
    <message>
        <source>Validation slices</source>
        <translation>Validierungsschichten</translation>
    </message>
    <message>
        <source>VerSe ids of the vertebrae that take part; none = all.</source>
        <translation>VerSe-Nummern der beteiligten Wirbel; keine = alle.</translation>
    </message>
    <message>
        <source>VerSe ids of the vertebrae to take; none = all.</source>
        <translation>VerSe-Nummern der Wirbel; keine = alle.</translation>
    </message>
    <message>
        <source>Vertebrae</source>
        <translation>Wirbel</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>Anlauf</translation>
    </message>
    <message>
        <source>Weighting of the simulated spin echo.</source>
        <translation>Wichtung des simulierten Spinechos.</translation>
    </message>
    <message>
        <source>Weighting of the turbo spin echo.</source>
        <translation>Wichtung des Turbo-Spinechos.</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>What becomes 1: the image&apos;s maximum, as in the paper, or a percentile, which one bright voxel cannot move.</source>
        <translation>Was 1 wird: das Maximum des Bildes, wie in der Arbeit, oder ein Perzentil, das ein helles Voxel nicht verschiebt.</translation>
    </message>
    <message>
        <source>What the network predicts: the clean image or the noise.</source>
        <translation>Was das Netz vorhersagt: das saubere Bild oder das Rauschen.</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Width multipliers</source>
        <translation>Breitenfaktoren</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Where networks run: auto, cpu, cuda or cuda:N.</source>
        <translation>Wo Netze rechnen: auto, cpu, cuda oder cuda:N.</translation>
    </message>
    <message>
        <source>What becomes the brightest MR value: what the model was trained with, the maximum (paper), or a percentile, which one bright voxel cannot move.</source>
        <translation>Was der hellste MR-Wert wird: das, womit das Modell trainiert wurde, das Maximum (Arbeit), oder ein Perzentil, das ein helles Voxel nicht verschiebt.</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>HU</source>
        <translation>HU</translation>
    </message>
    <message>
        <source>deg</source>
        <translation>°</translation>
    </message>
    <message>
        <source>mm</source>
        <translation>mm</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>px</source>
        <translation>px</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>voxels</source>
        <translation>Voxel</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Aussondern</translation>
    </message>
    <message>
        <source>The largest share of the pairs that may be set aside as outliers: those more than 3 times the median and 2 mm off the best fit of the rest. 0 = none, as in the paper.</source>
        <translation>Der größte Anteil der Paare, der als Ausreißer ausgesondert werden darf: die, die mehr als das 3-Fache des Medians und 2 mm von der besten Anpassung der übrigen entfernt sind. 0 = keine, wie in der Arbeit.</translation>
    </message>
    <message>
        <source>Deformed copies of each training subject beside the subject itself. The paper uses 9; the set grows as many times.</source>
        <translation>Verformte Kopien jedes Trainingsprobanden neben dem Probanden selbst. Die Arbeit nimmt 9; um so viel wächst der Trainingssatz.</translation>
    </message>
    <message>
        <source>Elastic copies</source>
        <translation>Elastische Kopien</translation>
    </message>
    <message>
        <source>0 is deterministic, 1 fully random (paper). Diffusion models only.</source>
        <translation>0 ist deterministisch, 1 ganz zufällig (Arbeit). Nur für Diffusionsmodelle.</translation>
    </message>
    <message>
        <source>Adds weight x (1 - SSIM). Diffusion in image mode: the paper&apos;s ablation uses 0.1. Pix2Pix: the paper uses 1, before the paired weight.</source>
        <translation>Fügt Gewicht × (1 − SSIM) hinzu. Diffusion im Bildmodus: Die Ablation der Arbeit nimmt 0.1. Pix2Pix: Die Arbeit nimmt 1, vor dem Gewicht der Paare.</translation>
    </message>
    <message>
        <source>Channels of its first layer. The paper uses 64 for Pix2Pix and 32 for CUT.</source>
        <translation>Kanäle seiner ersten Schicht. Die Arbeit nimmt 64 für Pix2Pix und 32 für CUT.</translation>
    </message>
    <message>
        <source>Contrastive layers</source>
        <translation>Kontrastive Schichten</translation>
    </message>
    <message>
        <source>Contrastive patches</source>
        <translation>Kontrastive Ausschnitte</translation>
    </message>
    <message>
        <source>Contrastive weight</source>
        <translation>Kontrastives Gewicht</translation>
    </message>
    <message>
        <source>DDIM steps of a diffusion model; a GAN needs one pass. The paper uses 20.</source>
        <translation>DDIM-Schritte eines Diffusionsmodells; ein GAN braucht einen Durchgang. Die Arbeit nimmt 20.</translation>
    </message>
    <message>
        <source>Discriminator width</source>
        <translation>Breite des Diskriminators</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>Stufen</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Numbered layers of the generator whose features CUT compares. The paper uses 0,4,8,12,16 of the ResNet and 1,8,16,24,28 of the SA-UNet.</source>
        <translation>Nummern der Schichten des Generators, deren Merkmale CUT vergleicht. Die Arbeit nimmt 0,4,8,12,16 des ResNet und 1,8,16,24,28 des SA-UNet.</translation>
    </message>
    <message>
        <source>Of CUT&apos;s contrastive loss. The paper uses 1.</source>
        <translation>Des kontrastiven Verlusts von CUT. Die Arbeit nimmt 1.</translation>
    </message>
    <message>
        <source>Of the ResNet. The paper uses 6.</source>
        <translation>Des ResNet. Die Arbeit nimmt 6.</translation>
    </message>
    <message>
        <source>Of the difference from the true CT beside the discriminator&apos;s judgement. The paper uses 10, the original pix2pix 100.</source>
        <translation>Der Abweichung vom wahren CT neben dem Urteil des Diskriminators. Die Arbeit nimmt 10, das ursprüngliche pix2pix 100.</translation>
    </message>
    <message>
        <source>Paired weight</source>
        <translation>Gewicht der Paare</translation>
    </message>
    <message>
        <source>Places of each layer that CUT compares. The paper uses 256.</source>
        <translation>Stellen jeder Schicht, die CUT vergleicht. Die Arbeit nimmt 256.</translation>
    </message>
    <message>
        <source>Residual blocks</source>
        <translation>Residualblöcke</translation>
    </message>
    <message>
        <source>Within the generator: Pix2Pix UNet 0.2 (paper), original pix2pix 0.5, ResNet 0 (paper).</source>
        <translation>Im Generator: Pix2Pix-UNet 0.2 (Arbeit), ursprüngliches pix2pix 0.5, ResNet 0 (Arbeit).</translation>
    </message>
    <message>
        <source>At most this share of the training time goes into validations and their previews: one that would take more is left out, but for that at the end. 1 never leaves one out.</source>
        <translation>Höchstens dieser Anteil der Trainingszeit geht in Validierungen und ihre Vorschauen: Eine, die mehr bräuchte, entfällt, außer der am Ende. Bei 1 entfällt keine.</translation>
    </message>
    <message>
        <source>Begin of the names of the network to take, where a file holds several.</source>
        <translation>Anfang der Namen des Netzes, das genommen wird, wo eine Datei mehrere enthält.</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>Zwischenspeicher</translation>
    </message>
    <message>
        <source>Checkpoint after</source>
        <translation>Checkpoint nach</translation>
    </message>
    <message>
        <source>Clip gradients</source>
        <translation>Gradienten kappen</translation>
    </message>
    <message>
        <source>Convolutions from a normal distribution of deviation 0.02 (paper), by Xavier&apos;s rule with gain 0.02 (original CUT), or torch&apos;s default.</source>
        <translation>Faltungen aus einer Normalverteilung der Streuung 0,02 (Arbeit), nach Xaviers Regel mit Verstärkung 0,02 (ursprüngliches CUT) oder nach torchs Vorgabe.</translation>
    </message>
    <message>
        <source>Cycle weight</source>
        <translation>Zyklusgewicht</translation>
    </message>
    <message>
        <source>Decay of the moving average of the generator&apos;s weights; 0 keeps none. The paper&apos;s diffusion uses 0.995.</source>
        <translation>Abklingen des gleitenden Mittels der Gewichte des Generators; bei 0 wird keines geführt. Die Diffusion der Arbeit nimmt 0,995.</translation>
    </message>
    <message>
        <source>Deterministic</source>
        <translation>Deterministisch</translation>
    </message>
    <message>
        <source>Discriminator rate</source>
        <translation>Rate der Diskriminatoren</translation>
    </message>
    <message>
        <source>Divides each step&apos;s batch into this many parts that go through the networks one after the other: less memory, the same gradient (batch norms and dropout see the parts).</source>
        <translation>Teilt den Stapel jedes Schritts in so viele Teile, die nacheinander durch die Netze gehen: weniger Speicher, derselbe Gradient (Batch-Normen und Dropout sehen die Teile).</translation>
    </message>
    <message>
        <source>Each MR comes with the CT of another sample, drawn at random: for CUT, CycleGAN and SynDiff, which need no pairs.</source>
        <translation>Jede MR kommt mit der CT einer anderen, zufällig gezogenen Probe: für CUT, CycleGAN und SynDiff, die keine Paare brauchen.</translation>
    </message>
    <message>
        <source>Failed steps</source>
        <translation>Gescheiterte Schritte</translation>
    </message>
    <message>
        <source>Fast-DDPM spacing</source>
        <translation>Fast-DDPM-Abstände</translation>
    </message>
    <message>
        <source>Fast-DDPM steps</source>
        <translation>Fast-DDPM-Schritte</translation>
    </message>
    <message>
        <source>GB</source>
        <translation>GB</translation>
    </message>
    <message>
        <source>Half as many bytes with float16 and bfloat16, at less precision.</source>
        <translation>Halb so viele Bytes mit float16 und bfloat16, bei geringerer Genauigkeit.</translation>
    </message>
    <message>
        <source>Identity weight</source>
        <translation>Identitätsgewicht</translation>
    </message>
    <message>
        <source>Independent samples that are averaged; with two or more their standard deviation is written as well, as a map of uncertainty.</source>
        <translation>Unabhängige Stichproben, die gemittelt werden; ab zweien wird auch ihre Standardabweichung geschrieben, als Karte der Unsicherheit.</translation>
    </message>
    <message>
        <source>L1 weight</source>
        <translation>L1-Gewicht</translation>
    </message>
    <message>
        <source>Loader threads</source>
        <translation>Ladethreads</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Memory for slices that were read; 0 for none.</source>
        <translation>Speicher für gelesene Schichten; 0 für keinen.</translation>
    </message>
    <message>
        <source>Memory format</source>
        <translation>Speicheranordnung</translation>
    </message>
    <message>
        <source>Moving average</source>
        <translation>Gleitendes Mittel</translation>
    </message>
    <message>
        <source>Number type</source>
        <translation>Zahlentyp</translation>
    </message>
    <message>
        <source>Of 2D convolutions. Automatic: channels last on CUDA, contiguous on the CPU.</source>
        <translation>Der 2D-Faltungen. Automatisch: Kanäle zuletzt auf CUDA, zusammenhängend auf der CPU.</translation>
    </message>
    <message>
        <source>Of CycleGAN&apos;s way there and back. The original uses 10.</source>
        <translation>Von CycleGANs Hin- und Rückweg. Das Original nimmt 10.</translation>
    </message>
    <message>
        <source>Of SynDiff&apos;s differences beside its four judges. Published: 0.5.</source>
        <translation>Der Differenzen von SynDiff neben seinen vier Diskriminatoren. Veröffentlicht: 0,5.</translation>
    </message>
    <message>
        <source>Of the SA-UNet; only their total width is seen in the weights. The paper uses 4.</source>
        <translation>Des SA-UNets; den Gewichten sieht man nur ihre gesamte Breite an. Die Arbeit nimmt 4.</translation>
    </message>
    <message>
        <source>Of the networks; losses and weights are always fp32. fp16 needs CUDA and scales the loss as it must.</source>
        <translation>Der Netze; Verluste und Gewichte sind immer fp32. fp16 braucht CUDA und skaliert den Verlust nach Bedarf.</translation>
    </message>
    <message>
        <source>Of the penalty on the gradient of SynDiff&apos;s judges. Published: 1.</source>
        <translation>Der Strafe auf den Gradienten der Diskriminatoren von SynDiff. Veröffentlicht: 1.</translation>
    </message>
    <message>
        <source>Of the sagittal slices, whose distance is kept; of volumes in all directions.</source>
        <translation>Der sagittalen Schichten, deren Abstand bleibt; bei Volumina in allen Richtungen.</translation>
    </message>
    <message>
        <source>Of what CycleGAN should leave as it is, as a share of the cycle weight. The original uses 0.5.</source>
        <translation>Dessen, was CycleGAN lassen soll, wie es ist, als Anteil des Zyklusgewichts. Das Original nimmt 0,5.</translation>
    </message>
    <message>
        <source>Parts of a batch</source>
        <translation>Teile eines Stapels</translation>
    </message>
    <message>
        <source>Patch depth</source>
        <translation>Tiefe der Ausschnitte</translation>
    </message>
    <message>
        <source>Patches per step, over all its parts and all processes.</source>
        <translation>Ausschnitte je Schritt, über alle seine Teile und alle Prozesse.</translation>
    </message>
    <message>
        <source>Pixel spacing of the training images.</source>
        <translation>Pixelabstand der Trainingsbilder.</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Prefix</source>
        <translation>Vorsilbe</translation>
    </message>
    <message>
        <source>Probability with which the training blanked the MR; without any the model cannot be guided.</source>
        <translation>Wahrscheinlichkeit, mit der das Training die MR leerte; ohne sie lässt sich das Modell nicht lenken.</translation>
    </message>
    <message>
        <source>R1 every</source>
        <translation>R1 alle</translation>
    </message>
    <message>
        <source>R1 gamma</source>
        <translation>R1-Gamma</translation>
    </message>
    <message>
        <source>Sagittal slices for the 2D models, or whole volumes with equal spacing in all directions for the 3D models.</source>
        <translation>Sagittale Schichten für die 2D-Modelle oder ganze Volumina mit gleichem Abstand in allen Richtungen für die 3D-Modelle.</translation>
    </message>
    <message>
        <source>Sagittal slices of a patch in the training of volumes.</source>
        <translation>Sagittale Schichten eines Ausschnitts beim Training mit Volumina.</translation>
    </message>
    <message>
        <source>Sagittal slices of a patch of the 3D models; a multiple of 2 per level below the first.</source>
        <translation>Sagittale Schichten eines Ausschnitts der 3D-Modelle; ein Vielfaches von 2 je Stufe unter der ersten.</translation>
    </message>
    <message>
        <source>Saves a checkpoint at the latest after this time; 0 counts steps only.</source>
        <translation>Speichert spätestens nach dieser Zeit einen Checkpoint; bei 0 zählen nur Schritte.</translation>
    </message>
    <message>
        <source>Scales a network&apos;s gradient down to this norm where it is larger; 0 never.</source>
        <translation>Verkleinert den Gradienten eines Netzes auf diese Norm, wo er größer ist; bei 0 nie.</translation>
    </message>
    <message>
        <source>Side of the patches in training: a good size of tiles.</source>
        <translation>Seite der Ausschnitte im Training: eine gute Größe der Kacheln.</translation>
    </message>
    <message>
        <source>Side of the squares that the network sees; 0 takes its training patch size, of 3D models as much as fits into memory. Smaller tiles need less memory.</source>
        <translation>Seite der Quadrate, die das Netz sieht; 0 nimmt die Größe der Ausschnitte im Training, bei 3D-Modellen so viel, wie in den Speicher passt. Kleinere Kacheln brauchen weniger Speicher.</translation>
    </message>
    <message>
        <source>So many steps in a row whose loss or gradient is not a finite number end the training; each changes nothing. 0: the first, but with fp16 only those that no smaller loss scale cures.</source>
        <translation>So viele Schritte in Folge, deren Verlust oder Gradient keine endliche Zahl ist, beenden das Training; keiner ändert etwas. 0: schon der erste, mit fp16 aber nur solche, die keine kleinere Skalierung des Verlusts heilt.</translation>
    </message>
    <message>
        <source>Spacing</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Steps between these penalties; 0 leaves them out. Published: 10.</source>
        <translation>Schritte zwischen diesen Strafen; 0 lässt sie weg. Veröffentlicht: 10.</translation>
    </message>
    <message>
        <source>Stop early</source>
        <translation>Früh beenden</translation>
    </message>
    <message>
        <source>SynDiff: the judges&apos; learning rate as a share of the generators&apos;. Published: 1e-4 of 1.6e-4.</source>
        <translation>SynDiff: die Lernrate der Diskriminatoren als Anteil derer der Generatoren. Veröffentlicht: 1e-4 von 1,6e-4.</translation>
    </message>
    <message>
        <source>Threads that read and augment patches. They do not change the result.</source>
        <translation>Threads, die Ausschnitte lesen und abwandeln. Sie ändern das Ergebnis nicht.</translation>
    </message>
    <message>
        <source>Times evenly spread, one more than the steps, or more of them where there is most noise.</source>
        <translation>Zeiten gleichmäßig verteilt, eine mehr als Schritte, oder mehr von ihnen dort, wo am meisten Rauschen ist.</translation>
    </message>
    <message>
        <source>Trains on, and later samples with, so few of the 1000 times (Fast-DDPM: 10); 0 uses all.</source>
        <translation>Trainiert auf so wenigen der 1000 Zeiten und tastet später mit ihnen ab (Fast-DDPM: 10); 0 nimmt alle.</translation>
    </message>
    <message>
        <source>Unpaired</source>
        <translation>Ungepaart</translation>
    </message>
    <message>
        <source>Uses only algorithms that give the same bits in every run, where CUDA has a choice; slower there.</source>
        <translation>Nimmt nur Algorithmen, die in jedem Lauf dieselben Bits geben, wo CUDA die Wahl hat; dort langsamer.</translation>
    </message>
    <message>
        <source>Validation time</source>
        <translation>Zeit für Validierung</translation>
    </message>
    <message>
        <source>What a 3D model may use; 0 takes most of what is free. Volumes that need more are cut into tiles.</source>
        <translation>Was ein 3D-Modell nehmen darf; 0 nimmt das meiste des freien. Volumina, die mehr brauchen, werden in Kacheln geteilt.</translation>
    </message>
    <message>
        <source>What a diffusion model&apos;s network predicts: the clean image or the noise. The weights do not tell.</source>
        <translation>Was das Netz eines Diffusionsmodells vorhersagt: das saubere Bild oder das Rauschen. Die Gewichte sagen es nicht.</translation>
    </message>
    <message>
        <source>What became 1 in the training&apos;s MRs: the maximum (paper), or a percentile.</source>
        <translation>Was in den MRs des Trainings zu 1 wurde: das Maximum (Arbeit) oder ein Perzentil.</translation>
    </message>
    <message>
        <source>What the weights were trained as; auto takes the likeliest model with this network.</source>
        <translation>Als was die Gewichte trainiert wurden; auto nimmt das wahrscheinlichste Modell mit diesem Netz.</translation>
    </message>
    <message>
        <source>min</source>
        <translation>min</translation>
    </message>
    <message>
        <source>validations</source>
        <translation>Validierungen</translation>
    </message>
    <message>
        <source>Dimensions</source>
        <translation>Dimensionen</translation>
    </message>
    <message>
        <source>Begins with these weights instead of drawn ones: a checkpoint, a run folder (its newest checkpoint) or a safetensors file that weights import knows. The optimiser starts anew; networks that the file lacks are drawn.</source>
        <translation>Beginnt mit diesen statt mit zufälligen Gewichten: einem Checkpoint, einem Laufordner (dessen neuestem Checkpoint) oder einer safetensors-Datei, die weights import kennt. Der Optimierer fängt neu an; Netze, die der Datei fehlen, bekommen zufällige Gewichte.</translation>
    </message>
    <message>
        <source>Constant as for the paper&apos;s diffusion, falling along a cosine, or linear: constant for half of the training and then falling straight, as for the GANs. It falls from epoch to epoch, or from step to step where the training&apos;s length is given in steps.</source>
        <translation>Konstant wie bei der Diffusion der Arbeit, fallend entlang eines Kosinus oder linear: die halbe Trainingszeit konstant und dann gerade fallend, wie bei den GANs. Sie fällt von Epoche zu Epoche, oder von Schritt zu Schritt, wo die Länge des Trainings in Schritten angegeben ist.</translation>
    </message>
    <message>
        <source>DDIM steps of the diffusion models.</source>
        <translation>DDIM-Schritte der Diffusionsmodelle.</translation>
    </message>
    <message>
        <source>Folder of the study of phantoms.</source>
        <translation>Ordner der Phantomstudie.</translation>
    </message>
    <message>
        <source>Learning rate floor</source>
        <translation>Kleinste Lernrate</translation>
    </message>
    <message>
        <source>Of every model; 0 takes those of its small preset, or its published epochs.</source>
        <translation>Von jedem Modell; 0 nimmt die seiner kleinen Vorgabe oder seine veröffentlichten Epochen.</translation>
    </message>
    <message>
        <source>Of the phantoms and of the trainings.</source>
        <translation>Der Phantome und der Trainings.</translation>
    </message>
    <message>
        <source>Only these rows, by the names of their runs, separated by commas.</source>
        <translation>Nur diese Zeilen, nach den Namen ihrer Läufe, durch Kommas getrennt.</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Sampling steps</source>
        <translation>Abtastschritte</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Small networks for two cores, or the published settings, for a GPU.</source>
        <translation>Kleine Netze für zwei Kerne oder die veröffentlichten Einstellungen, für eine GPU.</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>Beginnen mit</translation>
    </message>
    <message>
        <source>Where the learning rate&apos;s fall ends. SynDiff&apos;s authors: 1e-5.</source>
        <translation>Wo die Lernrate aufhört zu fallen. Die Autoren von SynDiff: 1e-5.</translation>
    </message>
    <message>
        <source>A trained segmenter (a run of segmenter-3d, or one of its checkpoints). The residual UNet then also learns to make a CT in which that segmenter sees the same anatomy as in the true one.</source>
        <translation>Ein trainierter Segmentierer (ein Lauf von segmenter-3d oder einer seiner Checkpoints). Das Residual-UNet lernt dann auch, ein CT zu erzeugen, in dem dieser Segmentierer dieselbe Anatomie sieht wie im wahren.</translation>
    </message>
    <message>
        <source>Brightness and contrast of the MR change by up to this share; of a segmenter&apos;s CT also thickness of slices and noise.</source>
        <translation>Helligkeit und Kontrast des MR ändern sich um bis zu diesen Anteil; beim CT eines Segmentierers auch Schichtdicke und Rauschen.</translation>
    </message>
    <message>
        <source>Ends the training after so many validations without a better PSNR (segmenters: Dice); 0 never.</source>
        <translation>Beendet das Training nach so vielen Validierungen ohne besseren PSNR (Segmentierer: Dice); 0 nie.</translation>
    </message>
    <message>
        <source>Feature segmenter</source>
        <translation>Merkmals-Segmentierer</translation>
    </message>
    <message>
        <source>Feature weight</source>
        <translation>Gewicht der Merkmale</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Of slices: diffusion (ddim), Pix2Pix and CUT (which needs no pairs) with the paper&apos;s networks or the original ones, SynDiff, CycleGAN, and Fast-DDPM, which samples in ten steps. Of volumes (-3d): diffusion, Pix2Pix, regression by a residual UNet, and diffusion of wavelets. segmenter-3d learns the parts of the vertebrae from CTs (prepare --images ct). Without other options each is trained as published.</source>
        <translation>Für Schichten: Diffusion (ddim), Pix2Pix und CUT (das keine Paare braucht) mit den Netzen der Arbeit oder den originalen, SynDiff, CycleGAN und Fast-DDPM, das in zehn Schritten abtastet. Für Volumen (-3d): Diffusion, Pix2Pix, Regression mit einem Residual-UNet und Diffusion von Wavelets. segmenter-3d lernt die Teile der Wirbel aus CTs (prepare --images ct). Ohne weitere Optionen wird jedes wie veröffentlicht trainiert.</translation>
    </message>
    <message>
        <source>Of the difference in the segmenter&apos;s features, beside the CT&apos;s own.</source>
        <translation>Des Unterschieds in den Merkmalen des Segmentierers, neben dem des CT selbst.</translation>
    </message>
    <message>
        <source>Registered pairs of MR and CT for translation, or for segmenters CTs with masks of vertebrae and their parts.</source>
        <translation>Registrierte Paare von MR und CT für die Übersetzung, oder für Segmentierer CTs mit Masken der Wirbel und ihrer Teile.</translation>
    </message>
    <message>
        <source>Halvings of the image in the Pix2Pix UNet (paper 6), the original pix2pix (8) or the ResNet (paper 1); stages, one more than halvings, of the residual 3D UNet and the segmenter (6).</source>
        <translation>Halbierungen des Bildes im Pix2Pix-UNet (Arbeit 6), im originalen pix2pix (8) oder im ResNet (Arbeit 1); Stufen, eine mehr als Halbierungen, im 3D-Residual-UNet und im Segmentierer (6).</translation>
    </message>
    <message>
        <source>Probability of an anterior-posterior flip. Volumes flip along their height or width, half as often.</source>
        <translation>Wahrscheinlichkeit einer Spiegelung von vorn nach hinten. Volumen werden entlang ihrer Höhe oder Breite gespiegelt, halb so oft.</translation>
    </message>
    <message>
        <source>A command that takes longer is stopped; 0 waits.</source>
        <translation>Ein Befehl, der länger braucht, wird beendet; 0 wartet.</translation>
    </message>
    <message>
        <source>A known program, or a JSON file that describes one (docs/interchange.md).</source>
        <translation>Ein bekanntes Programm oder eine JSON-Datei, die eines beschreibt (docs/interchange.md).</translation>
    </message>
    <message>
        <source>A run of segmenter-3d or a checkpoint (empty: the one that comes with the program), or for script a TorchScript file with NAME.json beside it.</source>
        <translation>Ein Training von segmenter-3d oder ein Zwischenstand (leer: das mitgelieferte), oder für script eine TorchScript-Datei mit NAME.json daneben.</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Compare each vertebra with the one that is one level (where Dice stays below 0.5, two) higher or lower in the result, whichever fits all of them best: the reference implementation&apos;s rule.</source>
        <translation>Jeden Wirbel mit dem vergleichen, der im Ergebnis eine Höhe (bleibt Dice unter 0,5: zwei) höher oder tiefer liegt, je nachdem, was für alle am besten passt: die Regel der Referenzimplementierung.</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>Löcher füllen</translation>
    </message>
    <message>
        <source>Fills what a vertebra encloses.</source>
        <translation>Füllt, was ein Wirbel umschließt.</translation>
    </message>
    <message>
        <source>How far surfaces may lie apart and still count as equal in the normalised surface distance.</source>
        <translation>Wie weit Oberflächen auseinanderliegen dürfen, um in der normierten Oberflächendistanz als gleich zu gelten.</translation>
    </message>
    <message>
        <source>Isotropic grid too</source>
        <translation>Auch auf dem isotropen Gitter</translation>
    </message>
    <message>
        <source>Keeps of each vertebra its largest piece.</source>
        <translation>Behält von jedem Wirbel das größte Stück.</translation>
    </message>
    <message>
        <source>Largest piece</source>
        <translation>Größtes Stück</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>Weglassen</translation>
    </message>
    <message>
        <source>Leave out what is cut off</source>
        <translation>Angeschnittenes weglassen</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>Longest side of what the network sees at once; 0 takes its patch. Smaller tiles need less memory.</source>
        <translation>Längste Seite dessen, was das Netz auf einmal sieht; 0 nimmt seinen Ausschnitt. Kleinere Kacheln brauchen weniger Speicher.</translation>
    </message>
    <message>
        <source>Measure on a grid of 1 mm as well: images resampled linearly, masks by the nearest voxel.</source>
        <translation>Auch auf einem Gitter von 1 mm messen: Bilder linear umgerechnet, Masken nach dem nächsten Voxel.</translation>
    </message>
    <message>
        <source>NAME=VALUE for what its template leaves open: dataset=512 for nnunet, semantic=MODEL for spineps.</source>
        <translation>NAME=WERT für das, was seine Vorlage offen lässt: dataset=512 für nnunet, semantic=MODEL für spineps.</translation>
    </message>
    <message>
        <source>NSD tolerance</source>
        <translation>NSD-Toleranz</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Peak of images in [0, 1]: 1 (the paper&apos;s tables), the range of each real slice (its code), or 2; synthrad: of all voxels in the mask at once, in HU from -1024 to 3071.</source>
        <translation>Spitzenwert von Bildern in [0, 1]: 1 (Tabellen der Arbeit), der Wertebereich jeder echten Schicht (ihr Code) oder 2; synthrad: über alle Voxel der Maske zugleich, in HU von -1024 bis 3071.</translation>
    </message>
    <message>
        <source>Place of the level</source>
        <translation>Ort der Höhe</translation>
    </message>
    <message>
        <source>Segmenter</source>
        <translation>Segmentierer</translation>
    </message>
    <message>
        <source>Shift labels</source>
        <translation>Labels verschieben</translation>
    </message>
    <message>
        <source>The name of the vertebra at the place --at, as L3: all others are counted from it. Without one the landmarks say the levels, else the sacrum.</source>
        <translation>Name des Wirbels am Ort --at, etwa L3: alle anderen werden von ihm aus gezählt. Ohne ihn sagen die Landmarken die Höhen, sonst das Kreuzbein.</translation>
    </message>
    <message>
        <source>Three coordinates in the CT, in LPS: x,y,z.</source>
        <translation>Drei Koordinaten im CT, in LPS: x,y,z.</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>Zeitgrenze</translation>
    </message>
    <message>
        <source>Values for the command</source>
        <translation>Werte für den Befehl</translation>
    </message>
    <message>
        <source>Vertebrae that are not wanted, or that the segmenter cannot know, as L1,S.</source>
        <translation>Wirbel, die nicht gewünscht sind oder die der Segmentierer nicht kennen kann, etwa L1,S.</translation>
    </message>
    <message>
        <source>Vertebrae that the image shows only in part.</source>
        <translation>Wirbel, die das Bild nur zum Teil zeigt.</translation>
    </message>
    <message>
        <source>What a network may use; 0 takes most of what is free.</source>
        <translation>Was ein Netz benutzen darf; 0 nimmt das meiste des freien Speichers.</translation>
    </message>
    <message>
        <source>landmarks: bone around the body points, without a network. network: a 3D U-Net trained with the model segmenter-3d, or the small one that comes with the program. script: a TorchScript network with its description. command: another program that is installed.</source>
        <translation>landmarks: Knochen um die Körperpunkte, ohne Netz. network: ein 3D-U-Net, trainiert mit dem Modell segmenter-3d, oder das kleine mitgelieferte. script: ein TorchScript-Netz mit seiner Beschreibung. command: ein anderes installiertes Programm.</translation>
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
    <name>Roles</name>
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
        <source>sCT %1</source>
        <translation>sCT %1</translation>
    </message>
    <message>
        <source>Vertebrae, sCT %1</source>
        <translation>Wirbel, sCT %1</translation>
    </message>
    <message>
        <source>Uncertainty (HU), sCT %1</source>
        <translation>Unsicherheit (HU), sCT %1</translation>
    </message>
</context>
<context>
    <name>Subregions</name>
    <message>
        <source>whole vertebra</source>
        <translation>ganzer Wirbel</translation>
    </message>
    <message>
        <source>arch</source>
        <translation>Bogen</translation>
    </message>
    <message>
        <source>spinous process</source>
        <translation>Dornfortsatz</translation>
    </message>
    <message>
        <source>left transverse process</source>
        <translation>linker Querfortsatz</translation>
    </message>
    <message>
        <source>right transverse process</source>
        <translation>rechter Querfortsatz</translation>
    </message>
    <message>
        <source>left superior articular process</source>
        <translation>linker oberer Gelenkfortsatz</translation>
    </message>
    <message>
        <source>right superior articular process</source>
        <translation>rechter oberer Gelenkfortsatz</translation>
    </message>
    <message>
        <source>left inferior articular process</source>
        <translation>linker unterer Gelenkfortsatz</translation>
    </message>
    <message>
        <source>right inferior articular process</source>
        <translation>rechter unterer Gelenkfortsatz</translation>
    </message>
    <message>
        <source>body border</source>
        <translation>Rand des Wirbelkörpers</translation>
    </message>
    <message>
        <source>body</source>
        <translation>Wirbelkörper</translation>
    </message>
    <message>
        <source>dens</source>
        <translation>Dens</translation>
    </message>
    <message>
        <source>spinal cord</source>
        <translation>Rückenmark</translation>
    </message>
    <message>
        <source>spinal canal</source>
        <translation>Spinalkanal</translation>
    </message>
    <message>
        <source>end plate</source>
        <translation>Deckplatte</translation>
    </message>
    <message>
        <source>disc</source>
        <translation>Bandscheibe</translation>
    </message>
</context>
<context>
    <name>TrainState</name>
    <message>
        <source>Open a study first.</source>
        <translation>Zuerst eine Studie öffnen.</translation>
    </message>
    <message>
        <source>A training is running already.</source>
        <translation>Es läuft schon ein Training.</translation>
    </message>
    <message>
        <source>Give the run a name without a slash.</source>
        <translation>Dem Lauf einen Namen ohne Schrägstrich geben.</translation>
    </message>
    <message>
        <source>Nothing is running.</source>
        <translation>Es läuft nichts.</translation>
    </message>
    <message>
        <source>The training is being stopped.</source>
        <translation>Das Training wird beendet.</translation>
    </message>
    <message>
        <source>This run exists: resume it or give another name.</source>
        <translation>Diesen Lauf gibt es: fortsetzen oder anders benennen.</translation>
    </message>
    <message>
        <source>There is no run of this name to go on with.</source>
        <translation>Es gibt keinen Lauf dieses Namens, der sich fortsetzen lässt.</translation>
    </message>
    <message>
        <source>The training is paused already.</source>
        <translation>Das Training ist schon angehalten.</translation>
    </message>
    <message>
        <source>The training is not paused.</source>
        <translation>Das Training ist nicht angehalten.</translation>
    </message>
    <message>
        <source>The settings of a training that runs are fixed.</source>
        <translation>Die Einstellungen eines laufenden Trainings stehen fest.</translation>
    </message>
    <message>
        <source>Idle</source>
        <translation>Untätig</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>Wird vorbereitet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>Wird angehalten</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Wird beendet</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
</context>
<context>
    <name>TrainingProgress</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>Step %1 of %2, loss %3, gradient %4</source>
        <translation>Schritt %1 von %2, Verlust %3, Gradient %4</translation>
    </message>
    <message>
        <source>%1; %2 s a step, %3 left</source>
        <translation>%1; %2 s je Schritt, noch %3</translation>
    </message>
    <message>
        <source>Memory of the program: %1.</source>
        <translation>Speicher des Programms: %1.</translation>
    </message>
    <message>
        <source>No GPU.</source>
        <translation>Keine GPU.</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1: %2 von %3</translation>
    </message>
    <message>
        <source>%1, %2 % busy.</source>
        <translation>%1, zu %2 % ausgelastet.</translation>
    </message>
</context>
<context>
    <name>Verdicts</name>
    <message>
        <source>Good</source>
        <translation>Gut</translation>
    </message>
    <message>
        <source>Bad points</source>
        <translation>Schlechte Punkte</translation>
    </message>
    <message>
        <source>Bad segmentation</source>
        <translation>Schlechte Segmentierung</translation>
    </message>
    <message>
        <source>Image issue</source>
        <translation>Bildmangel</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Auslassen</translation>
    </message>
</context>
<context>
    <name>transpine::CacheRow</name>
    <message>
        <source>Clear Cache</source>
        <translation>Zwischenspeicher leeren</translation>
    </message>
    <message>
        <source>Measure the cache</source>
        <translation>Zwischenspeicher messen</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>Clear the cache</source>
        <translation>Zwischenspeicher leeren</translation>
    </message>
</context>
<context>
    <name>transpine::ChartView</name>
    <message>
        <source>Wheel: zoom. Left button: zoom to a box. Right button: pan. Double click: all.</source>
        <translation>Rad: Zoom. Linke Taste: auf einen Kasten zoomen. Rechte Taste: verschieben. Doppelklick: alles.</translation>
    </message>
    <message>
        <source>Chart of %1 over %2</source>
        <translation>Diagramm: %1 über %2</translation>
    </message>
    <message>
        <source>%1 at %2: %3</source>
        <translation>%1 bei %2: %3</translation>
    </message>
    <message>
        <source>%1 at %2: %3 (raw %4)</source>
        <translation>%1 bei %2: %3 (roh %4)</translation>
    </message>
    <message>
        <source>No values yet</source>
        <translation>Noch keine Werte</translation>
    </message>
</context>
<context>
    <name>transpine::CheatSheet</name>
    <message>
        <source>Study</source>
        <translation>Studie</translation>
    </message>
    <message>
        <source>Editing</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Programmfenster</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Durchsicht</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>Registrieren</translation>
    </message>
    <message>
        <source>Slices</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Sonstiges</translation>
    </message>
    <message>
        <source>Keys and Mouse</source>
        <translation>Tasten und Maus</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>Maus</translation>
    </message>
    <message>
        <source>Keys and mouse gestures</source>
        <translation>Tasten und Mausgesten</translation>
    </message>
</context>
<context>
    <name>transpine::CheckpointPanel</name>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>Checkpoint</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>PSNR (dB)</source>
        <translation>PSNR (dB)</translation>
    </message>
    <message>
        <source>SSIM</source>
        <translation>SSIM</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Best by validation</source>
        <translation>Bester nach Validierung</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>Neuester</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Früherer</translation>
    </message>
    <message>
        <source>%1, moving average (EMA)</source>
        <translation>%1, gleitendes Mittel (EMA)</translation>
    </message>
    <message>
        <source>Compare in Translate</source>
        <translation>In Übersetzen vergleichen</translation>
    </message>
    <message>
        <source>Open in Translate</source>
        <translation>In Übersetzen öffnen</translation>
    </message>
    <message>
        <source>Select several checkpoints to compare them.</source>
        <translation>Mehrere Checkpoints auswählen, um sie zu vergleichen.</translation>
    </message>
    <message>
        <source>Select a checkpoint of the list first.</source>
        <translation>Zuerst einen Checkpoint der Liste auswählen.</translation>
    </message>
    <message>
        <source>Copies the checkpoint&apos;s file.</source>
        <translation>Kopiert die Datei des Checkpoints.</translation>
    </message>
    <message>
        <source>Select one checkpoint of the list.</source>
        <translation>Einen Checkpoint der Liste auswählen.</translation>
    </message>
    <message>
        <source>Export Checkpoint</source>
        <translation>Checkpoint exportieren</translation>
    </message>
    <message>
        <source>Dice</source>
        <translation>Dice</translation>
    </message>
</context>
<context>
    <name>transpine::CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Type some letters of a command</source>
        <translation>Einige Buchstaben eines Befehls eingeben</translation>
    </message>
    <message>
        <source>%1   (%2)</source>
        <translation>%1   (%2)</translation>
    </message>
</context>
<context>
    <name>transpine::CompareBar</name>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Compare:</source>
        <translation>Vergleich:</translation>
    </message>
    <message>
        <source>Share of the second image</source>
        <translation>Anteil des zweiten Bildes</translation>
    </message>
    <message>
        <source>Left and right</source>
        <translation>Links und rechts</translation>
    </message>
    <message>
        <source>Above and below</source>
        <translation>Oben und unten</translation>
    </message>
    <message>
        <source>Quarters</source>
        <translation>Viertel</translation>
    </message>
    <message>
        <source>Number of squares</source>
        <translation>Anzahl der Felder</translation>
    </message>
    <message>
        <source>at </source>
        <translation>bei </translation>
    </message>
    <message>
        <source>The value whose contour is drawn</source>
        <translation>Der Wert, dessen Kontur gezeichnet wird</translation>
    </message>
    <message>
        <source>Where the colours end, for two images in Hounsfield units</source>
        <translation>Wo die Farben enden, bei zwei Bildern in Hounsfield-Einheiten</translation>
    </message>
</context>
<context>
    <name>transpine::CurvesPanel</name>
    <message>
        <source>Log x</source>
        <translation>x log.</translation>
    </message>
    <message>
        <source>Log y</source>
        <translation>y log.</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Kurve</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Training time</source>
        <translation>Trainingszeit</translation>
    </message>
    <message>
        <source>What the curves are drawn over. Training time leaves out pauses.</source>
        <translation>Worüber die Kurven gezeichnet werden. Die Trainingszeit lässt Pausen aus.</translation>
    </message>
    <message>
        <source>Of the curves of each step. The average is taken over all values; the raw ones stay faint behind.</source>
        <translation>Der Kurven über jeden Schritt. Gemittelt wird über alle Werte; die rohen bleiben blass dahinter.</translation>
    </message>
    <message>
        <source>Show All</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>As %1…</source>
        <translation>Als %1…</translation>
    </message>
    <message>
        <source>Over:</source>
        <translation>Über:</translation>
    </message>
    <message>
        <source>Smoothing:</source>
        <translation>Glättung:</translation>
    </message>
    <message>
        <source>Training time (s)</source>
        <translation>Trainingszeit (s)</translation>
    </message>
    <message>
        <source>Training time (min)</source>
        <translation>Trainingszeit (min)</translation>
    </message>
    <message>
        <source>Training time (h)</source>
        <translation>Trainingszeit (h)</translation>
    </message>
    <message>
        <source>Export Curves</source>
        <translation>Kurven exportieren</translation>
    </message>
</context>
<context>
    <name>transpine::DataIntake</name>
    <message numerus="yes">
        <source>Look at %n file(s) or folder(s)</source>
        <translation>
            <numerusform>%n Datei oder Ordner ansehen</numerusform>
            <numerusform>%n Dateien oder Ordner ansehen</numerusform>
        </translation>
    </message>
    <message>
        <source>There is nothing in it that can be imported.</source>
        <translation>Darin ist nichts, was sich importieren lässt.</translation>
    </message>
</context>
<context>
    <name>transpine::DataWorkspace</name>
    <message>
        <source>Vertebrae</source>
        <translation>Wirbel</translation>
    </message>
    <message>
        <source>%1 has NaN or infinite voxels. Replace them before it is used, for example with transpine convert --nan 0.</source>
        <translation>%1 hat NaN- oder unendliche Voxel. Ersetzen Sie sie, bevor das Bild benutzt wird, zum Beispiel mit transpine convert --nan 0.</translation>
    </message>
    <message>
        <source>Look up %1</source>
        <translation>%1 nachschlagen</translation>
    </message>
</context>
<context>
    <name>transpine::DicomBrowser</name>
    <message>
        <source>DICOM Series</source>
        <translation>DICOM-Serien</translation>
    </message>
    <message>
        <source>Cancel Scan</source>
        <translation>Suche abbrechen</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Serie</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Study</source>
        <translation>Studie</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Modality</source>
        <translation>Modalität</translation>
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
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Take into Study</source>
        <translation>In die Studie übernehmen</translation>
    </message>
    <message>
        <source>Writes the series as NIfTI into the study&apos;s folder images</source>
        <translation>Schreibt die Serie als NIfTI in den Ordner images der Studie</translation>
    </message>
    <message>
        <source>Just Open Once</source>
        <translation>Nur einmal öffnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Subject:</source>
        <translation>Proband:</translation>
    </message>
    <message>
        <source>as</source>
        <translation>als</translation>
    </message>
    <message>
        <source>Looking through %1</source>
        <translation>%1 wird durchsucht</translation>
    </message>
    <message>
        <source>Look for DICOM series in %1</source>
        <translation>DICOM-Serien in %1 suchen</translation>
    </message>
    <message>
        <source>The scan was cancelled.</source>
        <translation>Die Suche wurde abgebrochen.</translation>
    </message>
    <message numerus="yes">
        <source>%n series</source>
        <translation>
            <numerusform>%n Serie</numerusform>
            <numerusform>%n Serien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n damaged file(s): %1</source>
        <translation>
            <numerusform>%n beschädigte Datei: %1</numerusform>
            <numerusform>%n beschädigte Dateien: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Picture of series %1</source>
        <translation>Bild der Serie %1</translation>
    </message>
    <message>
        <source>Open or begin a study first, or just open the series once</source>
        <translation>Zuerst eine Studie öffnen oder beginnen, oder die Serie nur einmal öffnen</translation>
    </message>
</context>
<context>
    <name>transpine::DistanceTable</name>
    <message>
        <source>Surface distances</source>
        <translation>Oberflächenabstände</translation>
    </message>
    <message>
        <source>Vertebra</source>
        <translation>Wirbel</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>Median</translation>
    </message>
    <message>
        <source>HD95</source>
        <translation>HD95</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>Maximum</translation>
    </message>
    <message>
        <source>Bias</source>
        <translation>Mit Vorzeichen</translation>
    </message>
    <message>
        <source>Mean distance in mm over both surfaces.</source>
        <translation>Mittlerer Abstand in mm über beide Oberflächen.</translation>
    </message>
    <message>
        <source>Median distance in mm, the larger one of the two directions.</source>
        <translation>Medianer Abstand in mm, der größere beider Richtungen.</translation>
    </message>
    <message>
        <source>95th percentile in mm, the larger one of the two directions.</source>
        <translation>95. Perzentil in mm, das größere beider Richtungen.</translation>
    </message>
    <message>
        <source>Largest distance in mm, over the points of both surfaces.</source>
        <translation>Größter Abstand in mm über die Punkte beider Oberflächen.</translation>
    </message>
    <message>
        <source>Mean signed distance in mm: positive lies outside of the reference.</source>
        <translation>Mittlerer Abstand mit Vorzeichen in mm: positiv liegt außerhalb der Referenz.</translation>
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
    <message>
        <source>Export CSV</source>
        <translation>CSV exportieren</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>These scores cannot be read and are left out: %1. Evaluate all results again to replace them.</source>
        <translation>Diese Werte sind nicht lesbar und fehlen hier: %1. Werten Sie alle Ergebnisse erneut aus, um sie zu ersetzen.</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s): mean difference %1</source>
        <translation>
            <numerusform>%n Fall: mittlere Differenz %1</numerusform>
            <numerusform>%n Fälle: mittlere Differenz %1</numerusform>
        </translation>
    </message>
    <message>
        <source>, t = %1, p = %2, dz = %3</source>
        <translation>, t = %1, p = %2, dz = %3</translation>
    </message>
    <message>
        <source>; signed rank p = %1</source>
        <translation>; Vorzeichen-Rang p = %1</translation>
    </message>
    <message>
        <source>; bootstrap 95 % %1 to %2</source>
        <translation>; Bootstrap 95 % %1 bis %2</translation>
    </message>
    <message>
        <source>As in the paper</source>
        <translation>Wie in der Arbeit</translation>
    </message>
    <message>
        <source>As SynthRAD</source>
        <translation>Wie SynthRAD</translation>
    </message>
    <message>
        <source>Paired tests:</source>
        <translation>Gepaarte Tests:</translation>
    </message>
    <message>
        <source>MR grid</source>
        <translation>MR-Gitter</translation>
    </message>
    <message>
        <source>1 mm grid</source>
        <translation>1-mm-Gitter</translation>
    </message>
    <message>
        <source>The grid of the figures shown. Figures on the 1 mm grid are there after an evaluation with that option.</source>
        <translation>Das Gitter der gezeigten Zahlen. Zahlen auf dem 1-mm-Gitter gibt es nach einer Auswertung mit dieser Option.</translation>
    </message>
    <message numerus="yes">
        <source>%n result(s) could not be evaluated. The first: %1</source>
        <translation>
            <numerusform>%n Ergebnis konnte nicht ausgewertet werden: %1</numerusform>
            <numerusform>%n Ergebnisse konnten nicht ausgewertet werden. Das erste: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Neither model has this figure.</source>
        <translation>Keines der Modelle hat diese Zahl.</translation>
    </message>
</context>
<context>
    <name>transpine::ExportWeightsDialog</name>
    <message>
        <source>Export Weights</source>
        <translation>Gewichte exportieren</translation>
    </message>
    <message>
        <source>Run or checkpoint:</source>
        <translation>Lauf oder Checkpoint:</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Safetensors file:</source>
        <translation>Safetensors-Datei:</translation>
    </message>
    <message>
        <source>Weights (*.safetensors)</source>
        <translation>Gewichte (*.safetensors)</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Export weights</source>
        <translation>Gewichte exportieren</translation>
    </message>
</context>
<context>
    <name>transpine::FileMenu</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
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
        <source>Save Study &amp;As…</source>
        <translation>Studie speichern &amp;unter…</translation>
    </message>
    <message>
        <source>Folder for the Study</source>
        <translation>Ordner für die Studie</translation>
    </message>
    <message>
        <source>&amp;Relocate Files…</source>
        <translation>Dateien &amp;neu zuordnen…</translation>
    </message>
    <message>
        <source>Import &amp;Files…</source>
        <translation>Da&amp;teien importieren…</translation>
    </message>
    <message>
        <source>Import Files</source>
        <translation>Dateien importieren</translation>
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
        <source>&amp;Browse DICOM Folder…</source>
        <translation>DI&amp;COM-Ordner durchsuchen…</translation>
    </message>
    <message>
        <source>DICOM Folder</source>
        <translation>DICOM-Ordner</translation>
    </message>
    <message>
        <source>Recent Study %1</source>
        <translation>Zuletzt benutzte Studie %1</translation>
    </message>
    <message>
        <source>&amp;%1 %2</source>
        <translation>&amp;%1 %2</translation>
    </message>
    <message>
        <source>Import &amp;Weights…</source>
        <translation>Ge&amp;wichte importieren…</translation>
    </message>
    <message>
        <source>&amp;Export Weights…</source>
        <translation>G&amp;ewichte exportieren…</translation>
    </message>
    <message>
        <source>Train the Paper&apos;s &amp;Table…</source>
        <translation>&amp;Tabelle der Arbeit trainieren…</translation>
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
        <source>Header of the image</source>
        <translation>Kopf des Bildes</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>⚠ Odd</source>
        <translation>⚠ Auffällig</translation>
    </message>
</context>
<context>
    <name>transpine::ImageStore</name>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
</context>
<context>
    <name>transpine::ImportDialog</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>DICOM</source>
        <translation>DICOM</translation>
    </message>
    <message>
        <source>Study</source>
        <translation>Studie</translation>
    </message>
    <message>
        <source>Import Files</source>
        <translation>Dateien importieren</translation>
    </message>
    <message>
        <source>Files to import</source>
        <translation>Zu importierende Dateien</translation>
    </message>
    <message>
        <source>Take</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Proband</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Replace files that subjects have already</source>
        <translation>Dateien ersetzen, die Probanden schon haben</translation>
    </message>
    <message>
        <source>Take into Study</source>
        <translation>In die Studie übernehmen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>New study in the folder:</source>
        <translation>Neue Studie im Ordner:</translation>
    </message>
    <message>
        <source>Choose Series…</source>
        <translation>Serie wählen…</translation>
    </message>
    <message>
        <source>(not known)</source>
        <translation>(nicht bekannt)</translation>
    </message>
    <message>
        <source>In place of %1. %2</source>
        <translation>Anstelle von %1. %2</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) would replace others and stay out.</source>
        <translation>
            <numerusform>%n Datei würde eine andere ersetzen und bleibt weg.</numerusform>
            <numerusform>%n Dateien würden andere ersetzen und bleiben weg.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take %n File(s)</source>
        <translation>
            <numerusform>%n Datei übernehmen</numerusform>
            <numerusform>%n Dateien übernehmen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>transpine::ImportWeightsDialog</name>
    <message>
        <source>Import Weights</source>
        <translation>Gewichte importieren</translation>
    </message>
    <message>
        <source>Weights:</source>
        <translation>Gewichte:</translation>
    </message>
    <message>
        <source>Weights of Another Program</source>
        <translation>Gewichte eines anderen Programms</translation>
    </message>
    <message>
        <source>Weights (*.safetensors *.ckpt *.pt *.pth);;All files (*)</source>
        <translation>Gewichte (*.safetensors *.ckpt *.pt *.pth);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>New run:</source>
        <translation>Neuer Lauf:</translation>
    </message>
    <message>
        <source>Folder of the New Run</source>
        <translation>Ordner des neuen Laufs</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Import weights</source>
        <translation>Gewichte importieren</translation>
    </message>
</context>
<context>
    <name>transpine::JobSummary</name>
    <message>
        <source>No jobs</source>
        <translation>Keine Aufträge</translation>
    </message>
    <message numerus="yes">
        <source>, %n more</source>
        <translation>
            <numerusform>, %n weiterer</numerusform>
            <numerusform>, %n weitere</numerusform>
        </translation>
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
    <message>
        <source>%1 s left</source>
        <translation>noch %1 s</translation>
    </message>
    <message>
        <source>%1 min left</source>
        <translation>noch %1 min</translation>
    </message>
    <message>
        <source>%1 h %2 min left</source>
        <translation>noch %1 h %2 min</translation>
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
    <name>transpine::LabelList</name>
    <message>
        <source>Find a label</source>
        <translation>Label suchen</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Nr.</translation>
    </message>
    <message>
        <source>ml</source>
        <translation>ml</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Only this</source>
        <translation>Nur dieses</translation>
    </message>
    <message>
        <source>Table…</source>
        <translation>Tabelle…</translation>
    </message>
    <message>
        <source>Count the labels of %1</source>
        <translation>Labels von %1 zählen</translation>
    </message>
    <message>
        <source>Double-click: go there.</source>
        <translation>Doppelklick: dorthin gehen.</translation>
    </message>
    <message>
        <source>Double-click: choose a colour.</source>
        <translation>Doppelklick: Farbe wählen.</translation>
    </message>
    <message>
        <source>Colour of %1</source>
        <translation>Farbe von %1</translation>
    </message>
    <message>
        <source>Names and Colours of Labels</source>
        <translation>Namen und Farben der Labels</translation>
    </message>
    <message>
        <source>ITK-SNAP and 3D Slicer (*.label *.txt *.ctbl);;All files (*)</source>
        <translation>ITK-SNAP und 3D Slicer (*.label *.txt *.ctbl);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Read %1</source>
        <translation>%1 lesen</translation>
    </message>
</context>
<context>
    <name>transpine::LandmarkBar</name>
    <message>
        <source>Edit Points</source>
        <translation>Punkte bearbeiten</translation>
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
        <source>Register with:</source>
        <translation>Registrieren mit:</translation>
    </message>
    <message>
        <source>Set aside outliers</source>
        <translation>Ausreißer aussondern</translation>
    </message>
    <message>
        <source>Click places the chosen point, dragging and arrow keys move one (Shift: ten voxels). Outside this mode points cannot move. Shortcut: L; Esc leaves.</source>
        <translation>Ein Klick setzt den gewählten Punkt, Ziehen und Pfeiltasten verschieben einen (Umschalt: zehn Voxel). Außerhalb dieses Modus lassen sich Punkte nicht bewegen. Taste: L; Esc beendet.</translation>
    </message>
    <message>
        <source>Import Points…</source>
        <translation>Punkte importieren…</translation>
    </message>
    <message>
        <source>Export Points…</source>
        <translation>Punkte exportieren…</translation>
    </message>
    <message>
        <source>Snap to the Label&apos;s Centre</source>
        <translation>Zur Mitte des Labels springen</translation>
    </message>
    <message>
        <source>Snap to the Brightest Place</source>
        <translation>Zur hellsten Stelle springen</translation>
    </message>
    <message>
        <source>Snap to the Darkest Place</source>
        <translation>Zur dunkelsten Stelle springen</translation>
    </message>
    <message>
        <source>Snap to the Bright Centre</source>
        <translation>Zur hellen Mitte springen</translation>
    </message>
    <message>
        <source>Snap Radius…</source>
        <translation>Fangradius…</translation>
    </message>
    <message>
        <source>Snap Radius</source>
        <translation>Fangradius</translation>
    </message>
    <message>
        <source>Points snap to places up to this far away (mm):</source>
        <translation>Punkte springen zu Stellen bis zu dieser Entfernung (mm):</translation>
    </message>
    <message>
        <source>Undo History</source>
        <translation>Bearbeitungsverlauf</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>Rename All Levels One Down</source>
        <translation>Alle Wirbel um eins nach unten umbenennen</translation>
    </message>
    <message>
        <source>Rename All Levels One Up</source>
        <translation>Alle Wirbel um eins nach oben umbenennen</translation>
    </message>
    <message>
        <source>Rename MR Levels One Down</source>
        <translation>Wirbel im MR um eins nach unten umbenennen</translation>
    </message>
    <message>
        <source>Rename MR Levels One Up</source>
        <translation>Wirbel im MR um eins nach oben umbenennen</translation>
    </message>
    <message>
        <source>Rename CT Levels One Down</source>
        <translation>Wirbel im CT um eins nach unten umbenennen</translation>
    </message>
    <message>
        <source>Rename CT Levels One Up</source>
        <translation>Wirbel im CT um eins nach oben umbenennen</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>Wirbel</translation>
    </message>
    <message>
        <source>Levels to Place…</source>
        <translation>Zu setzende Wirbel…</translation>
    </message>
    <message>
        <source>Export Transform…</source>
        <translation>Transformation exportieren…</translation>
    </message>
    <message>
        <source>Import Transform…</source>
        <translation>Transformation importieren…</translation>
    </message>
    <message>
        <source>Register All Subjects…</source>
        <translation>Alle Probanden registrieren…</translation>
    </message>
    <message>
        <source>Transform</source>
        <translation>Transformation</translation>
    </message>
    <message>
        <source>rigid</source>
        <translation>starr</translation>
    </message>
    <message>
        <source>each vertebra</source>
        <translation>je Wirbel</translation>
    </message>
    <message>
        <source>Rigid: one motion for the whole spine, as in the paper. Each vertebra: its own motion, blended smoothly in between, where the spine is bent otherwise in the two scans.</source>
        <translation>Starr: eine Bewegung für die ganze Wirbelsäule, wie in der Arbeit. Je Wirbel: eigene Bewegungen, dazwischen glatt überblendet, wenn die Wirbelsäule in den beiden Aufnahmen anders gebogen ist.</translation>
    </message>
    <message>
        <source>Up to a quarter of the pairs, those that fit the rest far worse, do not count. They stay in the table as set aside.</source>
        <translation>Bis zu ein Viertel der Paare, die viel schlechter zu den übrigen passen, zählen nicht. Sie bleiben als ausgesondert in der Tabelle.</translation>
    </message>
    <message>
        <source>Leave Edit Mode</source>
        <translation>Bearbeitungsmodus verlassen</translation>
    </message>
    <message>
        <source>Next Missing Point</source>
        <translation>Nächster fehlender Punkt</translation>
    </message>
    <message>
        <source>Delete Point</source>
        <translation>Punkt löschen</translation>
    </message>
    <message>
        <source>Points are deleted in edit mode (L).</source>
        <translation>Punkte werden im Bearbeitungsmodus (L) gelöscht.</translation>
    </message>
    <message>
        <source>The point is locked: unlock it in the table first.</source>
        <translation>Der Punkt ist gesperrt: zuerst in der Tabelle entsperren.</translation>
    </message>
    <message>
        <source>The levels were not renamed: one would leave the spine.</source>
        <translation>Die Wirbel wurden nicht umbenannt: Einer läge außerhalb der Wirbelsäule.</translation>
    </message>
    <message>
        <source>Levels to Place</source>
        <translation>Zu setzende Wirbel</translation>
    </message>
    <message>
        <source>Levels that are proposed, from head to foot (T10-L5):</source>
        <translation>Vorgeschlagene Wirbel, vom Kopf zum Fuß (T10-L5):</translation>
    </message>
    <message>
        <source>&quot;%1&quot; names no levels.</source>
        <translation>„%1“ benennt keine Wirbel.</translation>
    </message>
    <message>
        <source>As opened</source>
        <translation>Wie geöffnet</translation>
    </message>
    <message>
        <source>Every point of these levels is placed in both images.</source>
        <translation>Alle Punkte dieser Wirbel sind in beiden Bildern gesetzt.</translation>
    </message>
    <message>
        <source>3D</source>
        <translation>3D</translation>
    </message>
    <message>
        <source>Shows the vertebrae of both images in 3D; those of the CT are registered.</source>
        <translation>Zeigt die Wirbel beider Bilder in 3D, die des CT registriert.</translation>
    </message>
    <message>
        <source>Next Level</source>
        <translation>Nächster Wirbel</translation>
    </message>
    <message>
        <source>Previous Level</source>
        <translation>Voriger Wirbel</translation>
    </message>
    <message>
        <source>This is the lowest of the levels to place.</source>
        <translation>Das ist der unterste der zu setzenden Wirbel.</translation>
    </message>
    <message>
        <source>This is the highest of the levels to place.</source>
        <translation>Das ist der oberste der zu setzenden Wirbel.</translation>
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
    <message>
        <source>Weight of %1</source>
        <translation>Gewicht von %1</translation>
    </message>
    <message>
        <source>Lock %1</source>
        <translation>%1 sperren</translation>
    </message>
    <message>
        <source>Unlock %1</source>
        <translation>%1 entsperren</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>%1 zeigen</translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation>%1 ausblenden</translation>
    </message>
    <message>
        <source>Rename levels downwards</source>
        <translation>Wirbel nach unten umbenennen</translation>
    </message>
    <message>
        <source>Rename levels upwards</source>
        <translation>Wirbel nach oben umbenennen</translation>
    </message>
    <message>
        <source>Register another way</source>
        <translation>Anders registrieren</translation>
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
        <source>The error at this point of a registration made without it. Unlike the residual it tells how well the transform predicts.</source>
        <translation>Der Fehler an diesem Punkt, wenn ohne ihn registriert wird. Anders als das Residuum sagt er, wie gut die Transformation vorhersagt.</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>manual</source>
        <translation>von Hand</translation>
    </message>
    <message>
        <source>propagated</source>
        <translation>übertragen</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>importiert</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Ausgesondert</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Ausgelassen</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Visible</source>
        <translation>Sichtbar</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>How much the pair counts: 1 is usual, 0 leaves it out.</source>
        <translation>Wie viel das Paar zählt: 1 ist üblich, 0 lässt es aus.</translation>
    </message>
    <message>
        <source>Locked points cannot be moved or deleted.</source>
        <translation>Gesperrte Punkte lassen sich nicht verschieben oder löschen.</translation>
    </message>
    <message>
        <source>LOO (mm)</source>
        <translation>LOO (mm)</translation>
    </message>
</context>
<context>
    <name>transpine::LayerDrop</name>
    <message>
        <source>%1 has neither MR nor CT to show.</source>
        <translation>%1 hat weder MR noch CT zum Anzeigen.</translation>
    </message>
    <message>
        <source>MR of %1</source>
        <translation>MR von %1</translation>
    </message>
    <message>
        <source>CT of %1</source>
        <translation>CT von %1</translation>
    </message>
    <message>
        <source>Look at %1</source>
        <translation>%1 ansehen</translation>
    </message>
</context>
<context>
    <name>transpine::LayerList</name>
    <message>
        <source>Layers</source>
        <translation>Ebenen</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Ebene</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Whether the image has a row of its own in the layout &quot;Rows&quot;.</source>
        <translation>Ob das Bild in der Anordnung „Zeilen“ eine eigene Zeile hat.</translation>
    </message>
    <message>
        <source>Opacity:</source>
        <translation>Deckkraft:</translation>
    </message>
    <message>
        <source>Raise</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Lower</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Over</source>
        <translation>Darüber</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Addieren</translation>
    </message>
    <message>
        <source>Lighten</source>
        <translation>Aufhellen</translation>
    </message>
    <message>
        <source>Colours:</source>
        <translation>Farben:</translation>
    </message>
    <message>
        <source>Mix:</source>
        <translation>Mischen:</translation>
    </message>
    <message>
        <source>Filled</source>
        <translation>Gefüllt</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>Umriss</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Beides</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Draw:</source>
        <translation>Zeichnen:</translation>
    </message>
    <message>
        <source>Outline:</source>
        <translation>Umriss:</translation>
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
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
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
        <source>Make the demo study&apos;s phantoms</source>
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
            <numerusform>%n Auftrag läuft noch.</numerusform>
            <numerusform>%n Aufträge laufen noch.</numerusform>
        </translation>
    </message>
    <message>
        <source>A training saves a checkpoint when it stops; other jobs leave their data as it was. Transpine can also wait and close when the jobs are done.</source>
        <translation>Ein Training sichert seinen Stand beim Anhalten; andere Aufträge lassen ihre Daten, wie sie waren. Transpine kann auch warten und schließen, wenn die Aufträge fertig sind.</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>Warten</translation>
    </message>
    <message>
        <source>Stop and Save</source>
        <translation>Beenden und sichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Transpine closes when the jobs are done.</source>
        <translation>Transpine schließt, wenn die Aufträge fertig sind.</translation>
    </message>
    <message>
        <source>Transpine did not close properly when this study was open. Verdicts and notes are all there; the view can be as it was then.</source>
        <translation>Transpine wurde nicht ordentlich geschlossen, als diese Studie offen war. Urteile und Notizen sind alle da; die Ansicht kann wieder so sein wie damals.</translation>
    </message>
    <message>
        <source>Restore the View</source>
        <translation>Ansicht wiederherstellen</translation>
    </message>
    <message>
        <source>Command &amp;Palette…</source>
        <translation>Befehls&amp;palette…</translation>
    </message>
    <message>
        <source>&amp;Full Screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>&amp;Voreinstellungen…</translation>
    </message>
    <message>
        <source>&amp;Shortcuts…</source>
        <translation>&amp;Tastenkürzel…</translation>
    </message>
    <message>
        <source>&amp;Keys and Mouse</source>
        <translation>&amp;Tasten und Maus</translation>
    </message>
    <message>
        <source>Make the table&apos;s phantoms</source>
        <translation>Phantome der Tabelle erzeugen</translation>
    </message>
    <message>
        <source>Train the paper&apos;s table</source>
        <translation>Tabelle der Arbeit trainieren</translation>
    </message>
    <message>
        <source>The table is trained: %1</source>
        <translation>Die Tabelle ist trainiert: %1</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
</context>
<context>
    <name>transpine::MaskEditor</name>
    <message>
        <source>Correct</source>
        <translation>Korrigieren</translation>
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
        <source>Keep the Largest Piece</source>
        <translation>Größtes Stück behalten</translation>
    </message>
    <message>
        <source>Fill Holes</source>
        <translation>Löcher füllen</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen …</translation>
    </message>
    <message>
        <source>Merge into…</source>
        <translation>Vereinigen mit …</translation>
    </message>
    <message>
        <source>Split at the Cross-hair…</source>
        <translation>Am Fadenkreuz teilen …</translation>
    </message>
    <message>
        <source>Shift All Levels towards the Head</source>
        <translation>Alle Höhen kopfwärts verschieben</translation>
    </message>
    <message>
        <source>Shift All Levels towards the Foot</source>
        <translation>Alle Höhen fußwärts verschieben</translation>
    </message>
    <message>
        <source>Leave Out</source>
        <translation>Weglassen</translation>
    </message>
    <message>
        <source>Leave Out What Is Cut Off</source>
        <translation>Angeschnittenes weglassen</translation>
    </message>
    <message>
        <source>%1 is no vertebra.</source>
        <translation>%1 ist kein Wirbel.</translation>
    </message>
    <message>
        <source>Name vertebrae as L3, T12 or S.</source>
        <translation>Wirbel heißen etwa L3, T12 oder S.</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>New name of %1</source>
        <translation>Neuer Name von %1</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Vereinigen</translation>
    </message>
    <message>
        <source>Make %1 a part of</source>
        <translation>%1 wird ein Teil von</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Teilen</translation>
    </message>
    <message>
        <source>Name of the part of %1 below the cross-hair</source>
        <translation>Name des Teils von %1 unterhalb des Fadenkreuzes</translation>
    </message>
    <message>
        <source>Correct the mask of %1</source>
        <translation>Maske von %1 korrigieren</translation>
    </message>
    <message>
        <source>Nothing had to be changed.</source>
        <translation>Es war nichts zu ändern.</translation>
    </message>
    <message>
        <source>Redo: %1</source>
        <translation>Wiederholen: %1</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>Rückgängig: %1</translation>
    </message>
    <message>
        <source>Changes the vertebra mask; each change can be undone.</source>
        <translation>Ändert die Wirbelmaske; jede Änderung lässt sich rückgängig machen.</translation>
    </message>
    <message>
        <source>Show a vertebra mask of the study.</source>
        <translation>Zeigen Sie eine Wirbelmaske der Studie.</translation>
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
    <name>transpine::ModelTableDialog</name>
    <message>
        <source>Train the Paper&apos;s Table</source>
        <translation>Tabelle der Arbeit trainieren</translation>
    </message>
    <message>
        <source>Makes a study of phantoms and trains each model of the paper&apos;s Table 1 on it, anew. Small models take some minutes each on two cores.</source>
        <translation>Erzeugt eine Studie aus Phantomen und trainiert darauf jedes Modell der Tabelle 1 der Arbeit neu. Kleine Modelle brauchen auf zwei Kernen je einige Minuten.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Folder:</source>
        <translation>Ordner:</translation>
    </message>
    <message>
        <source>Folder for the Study</source>
        <translation>Ordner für die Studie</translation>
    </message>
</context>
<context>
    <name>transpine::OptionForm</name>
    <message>
        <source>Choose File</source>
        <translation>Datei wählen</translation>
    </message>
</context>
<context>
    <name>transpine::PolyrigidPreview</name>
    <message>
        <source>Bend the CT onto the MR</source>
        <translation>CT auf das MR biegen</translation>
    </message>
</context>
<context>
    <name>transpine::PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>Voreinstellungen</translation>
    </message>
    <message>
        <source>This Machine</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message>
        <source>This Study</source>
        <translation>Diese Studie</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source> HU</source>
        <translation> HU</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>First window of a CT:</source>
        <translation>Erstes Fenster eines CT:</translation>
    </message>
    <message>
        <source>First level of a CT:</source>
        <translation>Erste Lage eines CT:</translation>
    </message>
    <message>
        <source>Opacity of labels:</source>
        <translation>Deckkraft der Labels:</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source> GB</source>
        <translation> GB</translation>
    </message>
    <message>
        <source>Half of what is free</source>
        <translation>Die Hälfte des freien</translation>
    </message>
    <message>
        <source>Theme:</source>
        <translation>Farbschema:</translation>
    </message>
    <message>
        <source>Language:</source>
        <translation>Sprache:</translation>
    </message>
    <message>
        <source>Size of texts and controls:</source>
        <translation>Größe von Text und Bedienelementen:</translation>
    </message>
    <message>
        <source>Threads:</source>
        <translation>Threads:</translation>
    </message>
    <message>
        <source>Memory for images:</source>
        <translation>Speicher für Bilder:</translation>
    </message>
    <message>
        <source>The study has windows and label opacity of its own</source>
        <translation>Die Studie hat eigene Fenster und eine eigene Deckkraft der Labels</translation>
    </message>
    <message>
        <source>Cache:</source>
        <translation>Zwischenspeicher:</translation>
    </message>
    <message>
        <source>Language and size change when Transpine starts again.</source>
        <translation>Sprache und Größe ändern sich beim nächsten Start von Transpine.</translation>
    </message>
    <message>
        <source>Choose Folder…</source>
        <translation>Ordner wählen…</translation>
    </message>
    <message>
        <source>Where the contents of DICOM folders are remembered, so that they open at once</source>
        <translation>Wo der Inhalt von DICOM-Ordnern gemerkt wird, damit sie sofort aufgehen</translation>
    </message>
    <message>
        <source>Use Usual Folder</source>
        <translation>Üblichen Ordner nehmen</translation>
    </message>
    <message>
        <source>Folder for the Cache</source>
        <translation>Ordner für den Zwischenspeicher</translation>
    </message>
</context>
<context>
    <name>transpine::PresetDialog</name>
    <message>
        <source>Window Presets</source>
        <translation>Fenstervorgaben</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Lage</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>New preset</source>
        <translation>Neue Vorgabe</translation>
    </message>
    <message>
        <source>In the unit of the image: Hounsfield units for CT.</source>
        <translation>In der Einheit des Bildes: Hounsfield-Einheiten bei CT.</translation>
    </message>
</context>
<context>
    <name>transpine::PreviewHistory</name>
    <message>
        <source>History of previews</source>
        <translation>Verlauf der Vorschauen</translation>
    </message>
    <message>
        <source>History:</source>
        <translation>Verlauf:</translation>
    </message>
    <message>
        <source>There are no previews of this run yet.</source>
        <translation>Von diesem Lauf gibt es noch keine Vorschau.</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>SSIM %1</source>
        <translation>SSIM %1</translation>
    </message>
    <message>
        <source>Dice %1</source>
        <translation>Dice %1</translation>
    </message>
    <message>
        <source>Step %1: %2</source>
        <translation>Schritt %1: %2</translation>
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
    <message>
        <source>Found parts</source>
        <translation>Gefundene Teile</translation>
    </message>
    <message>
        <source>True parts</source>
        <translation>Wahre Teile</translation>
    </message>
</context>
<context>
    <name>transpine::ProbeTable</name>
    <message>
        <source>Values under the mouse</source>
        <translation>Werte unter der Maus</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Ebene</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Voxel</source>
        <translation>Voxel</translation>
    </message>
</context>
<context>
    <name>transpine::ProfileDialog</name>
    <message>
        <source>Each image as a share of its own range</source>
        <translation>Jedes Bild als Anteil seines eigenen Bereichs</translation>
    </message>
    <message>
        <source>Line Profile</source>
        <translation>Linienprofil</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>Als CSV kopieren</translation>
    </message>
    <message>
        <source>Distance (mm)</source>
        <translation>Abstand (mm)</translation>
    </message>
    <message>
        <source>Share of the range (%)</source>
        <translation>Anteil am Bereich (%)</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
</context>
<context>
    <name>transpine::RegisterAllDialog</name>
    <message>
        <source>✓ good</source>
        <translation>✓ gut</translation>
    </message>
    <message>
        <source>⚠ check</source>
        <translation>⚠ prüfen</translation>
    </message>
    <message>
        <source>✗ failed</source>
        <translation>✗ fehlgeschlagen</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>Registrieren</translation>
    </message>
    <message>
        <source>Register All Subjects</source>
        <translation>Alle Probanden registrieren</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Proband</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>Paare</translation>
    </message>
    <message>
        <source>Set Aside</source>
        <translation>Ausgesondert</translation>
    </message>
    <message>
        <source>FRE (mm)</source>
        <translation>FRE (mm)</translation>
    </message>
    <message>
        <source>Leave-One-Out (mm)</source>
        <translation>Ohne diesen Punkt (mm)</translation>
    </message>
    <message>
        <source>Largest (mm)</source>
        <translation>Größter (mm)</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Kondition</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>Bemerkungen</translation>
    </message>
    <message>
        <source>Subjects whose points and options have not changed keep their row. The table is written to reports/registration.csv. A click on a row opens the subject.</source>
        <translation>Probanden, deren Punkte und Optionen gleich geblieben sind, behalten ihre Zeile. Die Tabelle wird nach reports/registration.csv geschrieben. Ein Klick auf eine Zeile öffnet den Probanden.</translation>
    </message>
    <message>
        <source>Register all subjects</source>
        <translation>Alle Probanden registrieren</translation>
    </message>
    <message numerus="yes">
        <source>%n subject(s) registered</source>
        <translation>
            <numerusform>%n Proband registriert</numerusform>
            <numerusform>%n Probanden registriert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n fehlgeschlagen</numerusform>
            <numerusform>%n fehlgeschlagen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>transpine::RegisterSurfaces</name>
    <message>
        <source>Vertebrae of the MR</source>
        <translation>Wirbel des MR</translation>
    </message>
    <message>
        <source>This image has no vertebra mask.</source>
        <translation>Dieses Bild hat keine Wirbelmaske.</translation>
    </message>
    <message>
        <source>The mask is being opened…</source>
        <translation>Die Maske wird geöffnet…</translation>
    </message>
    <message>
        <source>Vertebrae of the CT, registered</source>
        <translation>Wirbel des CT, registriert</translation>
    </message>
    <message>
        <source>Vertebrae of the CT, moved with %1</source>
        <translation>Wirbel des CT, bewegt mit %1</translation>
    </message>
</context>
<context>
    <name>transpine::RegisterWorkspace</name>
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
        <source>Now click the same point in the CT.</source>
        <translation>Jetzt denselben Punkt im CT anklicken.</translation>
    </message>
    <message>
        <source>Now click the same point in the MR.</source>
        <translation>Jetzt denselben Punkt im MR anklicken.</translation>
    </message>
    <message>
        <source>There is no registration to export.</source>
        <translation>Es gibt keine Registrierung, die sich exportieren lässt.</translation>
    </message>
    <message>
        <source>Open a subject with MR and CT and place at least three pairs.</source>
        <translation>Einen Probanden mit MR und CT öffnen und mindestens drei Paare setzen.</translation>
    </message>
    <message>
        <source>Resample the CT of %1</source>
        <translation>CT von %1 umrechnen</translation>
    </message>
    <message>
        <source>Points cannot be edited: the landmarks could not be read.</source>
        <translation>Punkte lassen sich nicht bearbeiten: Die Landmarken konnten nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Points can be edited once the landmarks are read.</source>
        <translation>Punkte lassen sich bearbeiten, sobald die Landmarken gelesen sind.</translation>
    </message>
    <message>
        <source>MR with CT bone of another subject</source>
        <translation>MR mit CT-Knochen eines anderen Probanden</translation>
    </message>
    <message>
        <source>Next way to compare</source>
        <translation>Nächste Vergleichsart</translation>
    </message>
    <message>
        <source>Points of %1 that were not saved when the program ended were recovered.</source>
        <translation>Punkte von %1, die beim Ende des Programms nicht gespeichert waren, wurden wiederhergestellt.</translation>
    </message>
    <message>
        <source>MR with CT bone, each vertebra by itself</source>
        <translation>MR mit CT-Knochen, jeder Wirbel für sich</translation>
    </message>
    <message>
        <source>▶ click %1</source>
        <translation>▶ %1 anklicken</translation>
    </message>
    <message>
        <source>The chosen point is not placed: there is nothing to snap.</source>
        <translation>Der gewählte Punkt ist nicht gesetzt: Es gibt nichts zu verschieben.</translation>
    </message>
</context>
<context>
    <name>transpine::RegistrationSummary</name>
    <message>
        <source>The landmarks are being read…</source>
        <translation>Die Landmarken werden gelesen…</translation>
    </message>
    <message>
        <source>The landmarks could not be read</source>
        <translation>Die Landmarken konnten nicht gelesen werden</translation>
    </message>
    <message>
        <source>Points cannot be edited, so that the file stays as it is. Repair or remove it, then open the subject again.</source>
        <translation>Punkte lassen sich nicht bearbeiten, damit die Datei so bleibt, wie sie ist. Reparieren oder entfernen Sie sie und öffnen Sie den Probanden dann erneut.</translation>
    </message>
    <message>
        <source>MR and CT are of two people: this transform is no ground truth, and figures from this pair are no result.</source>
        <translation>MR und CT stammen von zwei Personen: Diese Transformation ist keine Referenz, und Zahlen aus diesem Paar sind kein Ergebnis.</translation>
    </message>
    <message>
        <source>Not registered</source>
        <translation>Nicht registriert</translation>
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
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n vertebra(e) with their own motion; largest bend between neighbours: %1°</source>
        <translation>
            <numerusform>%n Wirbel mit eigener Bewegung; größte Biegung zwischen Nachbarn: %1°</numerusform>
            <numerusform>%n Wirbel mit eigener Bewegung; größte Biegung zwischen Nachbarn: %1°</numerusform>
        </translation>
    </message>
    <message>
        <source>Rotation: %1°, condition number %2 (1 is ideal)</source>
        <translation>Drehung: %1°, Konditionszahl %2 (1 ist ideal)</translation>
    </message>
    <message>
        <source>FRE is not TRE: a small FRE does not prove a good registration. Look at the leave-one-out error.</source>
        <translation>FRE ist nicht TRE: Ein kleiner FRE beweist keine gute Registrierung. Auf den Fehler ohne den jeweiligen Punkt achten.</translation>
    </message>
    <message numerus="yes">
        <source>MR → CT, %n pair(s)</source>
        <translation>
            <numerusform>MR → CT, %n Paar</numerusform>
            <numerusform>MR → CT, %n Paare</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>transpine::RelocateDialog</name>
    <message>
        <source>Relocate Files</source>
        <translation>Dateien neu zuordnen</translation>
    </message>
    <message>
        <source>Look in the folder:</source>
        <translation>Suchen im Ordner:</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Folder to Look In</source>
        <translation>Ordner für die Suche</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Missing files</source>
        <translation>Fehlende Dateien</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Proband</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Was In</source>
        <translation>War in</translation>
    </message>
    <message>
        <source>Found In</source>
        <translation>Gefunden in</translation>
    </message>
    <message>
        <source>Use Found Files</source>
        <translation>Gefundene Dateien nutzen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Look for missing files</source>
        <translation>Fehlende Dateien suchen</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>No file of the study is missing.</source>
        <translation>Keine Datei der Studie fehlt.</translation>
    </message>
    <message>
        <source>%1 of %2 missing files were found.</source>
        <translation>%1 von %2 fehlenden Dateien wurden gefunden.</translation>
    </message>
    <message>
        <source>Look for moved files</source>
        <translation>Verschobene Dateien suchen</translation>
    </message>
</context>
<context>
    <name>transpine::RenderWidget</name>
    <message>
        <source>This view needs OpenGL 3.2, which is not available. Install a graphics driver, or Mesa (libgl1-mesa-dri), and start Transpine again.</source>
        <translation>Diese Ansicht braucht OpenGL 3.2, das hier fehlt. Installieren Sie einen Grafiktreiber oder Mesa (libgl1-mesa-dri) und starten Sie Transpine neu.</translation>
    </message>
</context>
<context>
    <name>transpine::ResultSurfaces</name>
    <message>
        <source>Isotropic grid</source>
        <translation>Isotropes Gitter</translation>
    </message>
    <message>
        <source>Native grid of the MR</source>
        <translation>Eigenes Gitter des MR</translation>
    </message>
    <message>
        <source>This subject has no results yet.</source>
        <translation>Dieser Proband hat noch keine Ergebnisse.</translation>
    </message>
    <message>
        <source>No masks on the isotropic grid. Segment again to make them.</source>
        <translation>Keine Masken auf dem isotropen Gitter. Erneut segmentieren, um sie zu erzeugen.</translation>
    </message>
    <message>
        <source>No masks of this synthetic CT. Segment again to make them.</source>
        <translation>Keine Masken dieses synthetischen CT. Erneut segmentieren, um sie zu erzeugen.</translation>
    </message>
    <message>
        <source>Synthetic CT</source>
        <translation>Synthetisches CT</translation>
    </message>
    <message>
        <source>Landmarks</source>
        <translation>Landmarken</translation>
    </message>
</context>
<context>
    <name>transpine::ReviewPanel</name>
    <message>
        <source>Review</source>
        <translation>Durchsicht</translation>
    </message>
    <message>
        <source>Judge the subjects of the table with the keys 1 to 5</source>
        <translation>Die Probanden der Tabelle mit den Tasten 1 bis 5 beurteilen</translation>
    </message>
    <message>
        <source>Only without a verdict</source>
        <translation>Nur ohne Urteil</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Note on the subject</source>
        <translation>Notiz zum Probanden</translation>
    </message>
    <message>
        <source>%v of %m judged</source>
        <translation>%v von %m beurteilt</translation>
    </message>
    <message>
        <source>Export Verdicts…</source>
        <translation>Urteile exportieren…</translation>
    </message>
    <message>
        <source>Export Verdicts</source>
        <translation>Urteile exportieren</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>Verdict: %1</source>
        <translation>Urteil: %1</translation>
    </message>
    <message>
        <source>Next Subject of the Review</source>
        <translation>Nächster Proband der Durchsicht</translation>
    </message>
    <message>
        <source>Previous Subject of the Review</source>
        <translation>Voriger Proband der Durchsicht</translation>
    </message>
    <message>
        <source>Undo Verdict</source>
        <translation>Urteil rückgängig machen</translation>
    </message>
    <message>
        <source>Redo Verdict</source>
        <translation>Urteil wiederholen</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
</context>
<context>
    <name>transpine::ReviewQueue</name>
    <message>
        <source>Verdict of %1: %2</source>
        <translation>Urteil zu %1: %2</translation>
    </message>
</context>
<context>
    <name>transpine::RunsPanel</name>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>The curves of checked runs are drawn over one another.</source>
        <translation>Die Kurven angekreuzter Läufe werden übereinander gezeichnet.</translation>
    </message>
    <message>
        <source>Separated by commas</source>
        <translation>Durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Note on the run</source>
        <translation>Notiz zum Lauf</translation>
    </message>
    <message>
        <source>Tags:</source>
        <translation>Schlagwörter:</translation>
    </message>
    <message>
        <source>Note:</source>
        <translation>Notiz:</translation>
    </message>
    <message>
        <source>Settings in which the runs that are drawn differ.</source>
        <translation>Einstellungen, in denen sich die gezeichneten Läufe unterscheiden.</translation>
    </message>
    <message>
        <source>Differences of the checked runs:</source>
        <translation>Unterschiede der angekreuzten Läufe:</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Select a run of the list first.</source>
        <translation>Zuerst einen Lauf der Liste auswählen.</translation>
    </message>
    <message>
        <source>This run is being trained.</source>
        <translation>Dieser Lauf wird gerade trainiert.</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Rename Run</source>
        <translation>Lauf umbenennen</translation>
    </message>
    <message>
        <source>New name of the run %1:</source>
        <translation>Neuer Name des Laufs %1:</translation>
    </message>
    <message>
        <source>Rename %1</source>
        <translation>%1 umbenennen</translation>
    </message>
    <message>
        <source>Delete the run %1 with all its checkpoints, curves and notes? This cannot be undone. Results that were made with it stay.</source>
        <translation>Den Lauf %1 mit allen Checkpoints, Kurven und Notizen löschen? Das lässt sich nicht rückgängig machen. Ergebnisse, die mit ihm entstanden sind, bleiben.</translation>
    </message>
    <message>
        <source>Delete Run</source>
        <translation>Lauf löschen</translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>%1 löschen</translation>
    </message>
    <message>
        <source>PSNR (dB)</source>
        <translation>PSNR (dB)</translation>
    </message>
    <message>
        <source>The best of the run&apos;s validations.</source>
        <translation>Die beste der Validierungen des Laufs.</translation>
    </message>
    <message>
        <source>Dice</source>
        <translation>Dice</translation>
    </message>
</context>
<context>
    <name>transpine::SegmentSettingsBox</name>
    <message>
        <source>Segmentation of this study</source>
        <translation>Segmentierung dieser Studie</translation>
    </message>
    <message>
        <source>Place of the Level: at the Cross-hair</source>
        <translation>Ort der Höhe: am Fadenkreuz</translation>
    </message>
    <message>
        <source>The level is the name of the vertebra there.</source>
        <translation>Die Höhe ist der Name des Wirbels dort.</translation>
    </message>
</context>
<context>
    <name>transpine::ShortcutEditor</name>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Search for an action or a key</source>
        <translation>Nach einer Aktion oder Taste suchen</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Aktionen</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Setzen</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Reset All</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>New keys:</source>
        <translation>Neue Tasten:</translation>
    </message>
    <message>
        <source>⚠ Also the key of: %1. Neither would work; set another first.</source>
        <translation>⚠ Auch die Taste von: %1. Keine von beiden würde wirken; zuerst eine andere setzen.</translation>
    </message>
    <message>
        <source>mouse</source>
        <translation>Maus</translation>
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
        <source>Checksum of %1</source>
        <translation>Prüfsumme von %1</translation>
    </message>
    <message>
        <source>%1 has an image there already: %2.</source>
        <translation>%1 hat dort schon ein Bild: %2.</translation>
    </message>
    <message>
        <source>Choose another subject, or remove that image first.</source>
        <translation>Wählen Sie einen anderen Probanden oder entfernen Sie zuerst dieses Bild.</translation>
    </message>
    <message>
        <source>Take %1 of %2 into the study</source>
        <translation>%1 von %2 in die Studie übernehmen</translation>
    </message>
    <message numerus="yes">
        <source>%n more warning(s).</source>
        <translation>
            <numerusform>%n weitere Warnung.</numerusform>
            <numerusform>%n weitere Warnungen.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 cannot be written to. Work goes on in a copy, and nothing is lost: choose File &gt; Save Study As to keep it where you want.</source>
        <translation>In %1 kann nicht geschrieben werden. Die Arbeit geht in einer Kopie weiter, und nichts geht verloren: Mit Datei &gt; Studie speichern unter legen Sie sie ab, wo Sie möchten.</translation>
    </message>
    <message>
        <source>Save the study as %1</source>
        <translation>Studie als %1 speichern</translation>
    </message>
    <message>
        <source>The study is now in %1.</source>
        <translation>Die Studie liegt jetzt in %1.</translation>
    </message>
    <message numerus="yes">
        <source>Import %n file(s)</source>
        <translation>
            <numerusform>%n Datei importieren</numerusform>
            <numerusform>%n Dateien importieren</numerusform>
        </translation>
    </message>
    <message>
        <source>(only opened) %1</source>
        <translation>(nur geöffnet) %1</translation>
    </message>
</context>
<context>
    <name>transpine::SubjectPanel</name>
    <message>
        <source>Header</source>
        <translation>Kopf</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Durchsicht</translation>
    </message>
    <message>
        <source>Add Files…</source>
        <translation>Dateien hinzufügen…</translation>
    </message>
    <message>
        <source>Add Files</source>
        <translation>Dateien hinzufügen</translation>
    </message>
    <message>
        <source>Add Folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Add Folder</source>
        <translation>Ordner hinzufügen</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
</context>
<context>
    <name>transpine::SubjectPoints</name>
    <message>
        <source>The landmarks of %1 are not read.</source>
        <translation>Die Landmarken von %1 sind nicht gelesen.</translation>
    </message>
    <message>
        <source>Try again when they are.</source>
        <translation>Versuchen Sie es danach noch einmal.</translation>
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
        <source>Open landmarks of %1</source>
        <translation>Landmarken von %1 öffnen</translation>
    </message>
    <message>
        <source>3D Slicer markups (*.mrk.json)</source>
        <translation>3D-Slicer-Markups (*.mrk.json)</translation>
    </message>
    <message>
        <source>3D Slicer fiducials (*.fcsv)</source>
        <translation>3D-Slicer-Fiducials (*.fcsv)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>VerSe centroids (*.json)</source>
        <translation>VerSe-Zentroide (*.json)</translation>
    </message>
    <message>
        <source>POI of TPTBox (*.json)</source>
        <translation>POI von TPTBox (*.json)</translation>
    </message>
    <message>
        <source>POI_GLOBAL of TPTBox (*.json)</source>
        <translation>POI_GLOBAL von TPTBox (*.json)</translation>
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
        <source>Points of which image:</source>
        <translation>Punkte welches Bildes:</translation>
    </message>
    <message>
        <source>Import Points</source>
        <translation>Punkte importieren</translation>
    </message>
    <message>
        <source>Points (*.json *.fcsv *.csv);;All files (*)</source>
        <translation>Punkte (*.json *.fcsv *.csv);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Import %1</source>
        <translation>%1 importieren</translation>
    </message>
    <message>
        <source>Import points</source>
        <translation>Punkte importieren</translation>
    </message>
    <message>
        <source>Export Points</source>
        <translation>Punkte exportieren</translation>
    </message>
    <message>
        <source>This format counts in voxels of the image, which is not open.</source>
        <translation>Dieses Format zählt in Voxeln des Bildes, das nicht offen ist.</translation>
    </message>
    <message>
        <source>Choose a format in millimetres, or open the image first.</source>
        <translation>Wählen Sie ein Format in Millimetern oder öffnen Sie zuerst das Bild.</translation>
    </message>
    <message>
        <source>Import Transform</source>
        <translation>Transformation importieren</translation>
    </message>
    <message>
        <source>Transforms (*.tfm *.txt *.h5 *.hdf5 *.mat);;All files (*)</source>
        <translation>Transformationen (*.tfm *.txt *.h5 *.hdf5 *.mat);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>The transform is the subject&apos;s now, until a point changes.</source>
        <translation>Die Transformation gilt jetzt für den Probanden, bis sich ein Punkt ändert.</translation>
    </message>
    <message>
        <source>There is no registration to export.</source>
        <translation>Es gibt keine Registrierung, die sich exportieren lässt.</translation>
    </message>
    <message>
        <source>Place at least three pairs.</source>
        <translation>Setzen Sie mindestens drei Paare.</translation>
    </message>
    <message>
        <source>Export Transform</source>
        <translation>Transformation exportieren</translation>
    </message>
    <message>
        <source>ITK transform (*.tfm);;ITK HDF5 (*.h5);;4x4 matrix in LPS (*.mat);;4x4 matrix in RAS for c3d and greedy (*_ras.mat);;Transform of each vertebra (*.json)</source>
        <translation>ITK-Transformation (*.tfm);;ITK HDF5 (*.h5);;4x4-Matrix in LPS (*.mat);;4x4-Matrix in RAS für c3d und greedy (*_ras.mat);;Transformation je Wirbel (*.json)</translation>
    </message>
    <message>
        <source>A rigid registration has no transform of each vertebra.</source>
        <translation>Eine starre Registrierung hat keine Transformation je Wirbel.</translation>
    </message>
    <message>
        <source>Register each vertebra, or end the name with .tfm.</source>
        <translation>Registrieren Sie je Wirbel oder lassen Sie den Namen auf .tfm enden.</translation>
    </message>
    <message>
        <source>Snap to the label&apos;s centre</source>
        <translation>Zur Mitte des Labels springen</translation>
    </message>
</context>
<context>
    <name>transpine::SubjectTable</name>
    <message>
        <source>Filter by name, split, verdict or note</source>
        <translation>Nach Name, Aufteilung, Urteil oder Notiz filtern</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Aufteilung</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Any verdict</source>
        <translation>Jedes Urteil</translation>
    </message>
    <message>
        <source>Judged</source>
        <translation>Beurteilt</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>Nicht beurteilt</translation>
    </message>
    <message>
        <source>Subjects</source>
        <translation>Probanden</translation>
    </message>
    <message>
        <source>Any split</source>
        <translation>Jede Aufteilung</translation>
    </message>
    <message>
        <source>No split</source>
        <translation>Ohne Aufteilung</translation>
    </message>
    <message numerus="yes">
        <source>%n subject(s)</source>
        <translation>
            <numerusform>%n Proband</numerusform>
            <numerusform>%n Probanden</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 subjects</source>
        <translation>%1 von %2 Probanden</translation>
    </message>
</context>
<context>
    <name>transpine::SubjectTableModel</name>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>Landmark pairs that take part in the registration</source>
        <translation>Landmarkenpaare, die an der Registrierung teilnehmen</translation>
    </message>
    <message>
        <source>Fiducial registration error (mm): how far pairs stay apart</source>
        <translation>Fiducial Registration Error (mm): wie weit Paare auseinander bleiben</translation>
    </message>
    <message>
        <source>Leave-one-out target registration error (mm)</source>
        <translation>Target Registration Error ohne den jeweiligen Punkt (mm)</translation>
    </message>
    <message>
        <source>Models with a synthetic CT of this subject</source>
        <translation>Modelle mit einem synthetischen CT dieses Probanden</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Proband</translation>
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
        <source>Masks</source>
        <translation>Masken</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>FRE</source>
        <translation>FRE</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Aufteilung</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>LOO</source>
        <translation>LOO</translation>
    </message>
</context>
<context>
    <name>transpine::SurfacePair</name>
    <message>
        <source>Result in 3D</source>
        <translation>Ergebnis in 3D</translation>
    </message>
    <message>
        <source>Result in 3D:</source>
        <translation>Ergebnis in 3D:</translation>
    </message>
    <message>
        <source>Link Cameras</source>
        <translation>Kameras verknüpfen</translation>
    </message>
</context>
<context>
    <name>transpine::SurfacePanel</name>
    <message>
        <source>3D view</source>
        <translation>3D-Ansicht</translation>
    </message>
    <message>
        <source>No surfaces</source>
        <translation>Keine Oberflächen</translation>
    </message>
    <message>
        <source>Surfaces are being built…</source>
        <translation>Oberflächen werden erzeugt…</translation>
    </message>
    <message>
        <source>Surfaces</source>
        <translation>Oberflächen</translation>
    </message>
    <message>
        <source>No label in this mask</source>
        <translation>Kein Label in dieser Maske</translation>
    </message>
    <message>
        <source>%1 of %2 labels are left out: together they are too large.</source>
        <translation>%1 von %2 Labels fehlen: Zusammen sind sie zu groß.</translation>
    </message>
    <message>
        <source>Surface distances</source>
        <translation>Oberflächenabstände</translation>
    </message>
    <message>
        <source>Prepare the CT&apos;s volume</source>
        <translation>CT-Volumen vorbereiten</translation>
    </message>
    <message>
        <source>Volumes are rendered of images in Hounsfield units.</source>
        <translation>Volumen werden von Bildern in Hounsfield-Einheiten dargestellt.</translation>
    </message>
    <message>
        <source>There is no reference mask to compare with.</source>
        <translation>Es gibt keine Referenzmaske zum Vergleichen.</translation>
    </message>
    <message>
        <source>There is no image.</source>
        <translation>Es gibt kein Bild.</translation>
    </message>
    <message>
        <source>There are no landmarks.</source>
        <translation>Es gibt keine Landmarken.</translation>
    </message>
    <message>
        <source>There are no surfaces.</source>
        <translation>Es gibt keine Oberflächen.</translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation>%1 exportieren</translation>
    </message>
    <message>
        <source>Save %1</source>
        <translation>%1 speichern</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Deckkraft</translation>
    </message>
    <message>
        <source>Landmarks</source>
        <translation>Landmarken</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>By Vertebra</source>
        <translation>Nach Wirbel</translation>
    </message>
    <message>
        <source>By Signed Distance</source>
        <translation>Nach Abstand mit Vorzeichen</translation>
    </message>
    <message>
        <source>By Distance</source>
        <translation>Nach Abstand</translation>
    </message>
    <message>
        <source>Range of the distances</source>
        <translation>Bereich der Abstände</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Volumen</translation>
    </message>
    <message>
        <source>Render the Volume</source>
        <translation>Volumen darstellen</translation>
    </message>
    <message>
        <source>Shift in HU</source>
        <translation>Verschiebung in HU</translation>
    </message>
    <message>
        <source>Slices</source>
        <translation>Schichten</translation>
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
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Surfaces in LPS…</source>
        <translation>Oberflächen in LPS…</translation>
    </message>
    <message>
        <source>Surfaces in RAS…</source>
        <translation>Oberflächen in RAS…</translation>
    </message>
    <message>
        <source>Picture…</source>
        <translation>Bild…</translation>
    </message>
    <message>
        <source>Export Surfaces</source>
        <translation>Oberflächen exportieren</translation>
    </message>
    <message>
        <source>STL (*.stl);;PLY with colours and distances (*.ply);;VTP of VTK (*.vtp)</source>
        <translation>STL (*.stl);;PLY mit Farben und Abständen (*.ply);;VTP von VTK (*.vtp)</translation>
    </message>
    <message>
        <source>Save Picture</source>
        <translation>Bild speichern</translation>
    </message>
    <message>
        <source>PNG (*.png)</source>
        <translation>PNG (*.png)</translation>
    </message>
</context>
<context>
    <name>transpine::SurfaceView</name>
    <message>
        <source>No surfaces</source>
        <translation>Keine Oberflächen</translation>
    </message>
    <message>
        <source>From the Front</source>
        <translation>Von vorn</translation>
    </message>
    <message>
        <source>From Behind</source>
        <translation>Von hinten</translation>
    </message>
    <message>
        <source>From the Left</source>
        <translation>Von links</translation>
    </message>
    <message>
        <source>From the Right</source>
        <translation>Von rechts</translation>
    </message>
    <message>
        <source>From Above</source>
        <translation>Von oben</translation>
    </message>
    <message>
        <source>From Below</source>
        <translation>Von unten</translation>
    </message>
    <message>
        <source>Fit Everything</source>
        <translation>Alles einpassen</translation>
    </message>
    <message>
        <source>Fit the Vertebra That Was Clicked</source>
        <translation>Angeklickten Wirbel einpassen</translation>
    </message>
    <message>
        <source>Orthographic</source>
        <translation>Orthografisch</translation>
    </message>
    <message>
        <source>%1 mm</source>
        <translation>%1 mm</translation>
    </message>
    <message>
        <source>outside</source>
        <translation>außerhalb</translation>
    </message>
    <message>
        <source>inside</source>
        <translation>innerhalb</translation>
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
        <translation>Beenden und sichern</translation>
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
        <source>Stopped. The last checkpoint is kept; Resume goes on from it.</source>
        <translation>Angehalten. Der letzte Stand bleibt; Fortsetzen macht dort weiter.</translation>
    </message>
    <message>
        <source>Read the curves of %1</source>
        <translation>Kurven von %1 lesen</translation>
    </message>
    <message>
        <source>Training set</source>
        <translation>Trainingssatz</translation>
    </message>
    <message>
        <source>How a new run prepares the study&apos;s images. A run that is resumed keeps the training set it began with.</source>
        <translation>Wie ein neuer Lauf die Bilder der Studie aufbereitet. Ein fortgesetzter Lauf behält den Trainingssatz, mit dem er begann.</translation>
    </message>
    <message>
        <source>Opening the training set…</source>
        <translation>Der Trainingssatz wird geöffnet…</translation>
    </message>
    <message>
        <source>Previews</source>
        <translation>Vorschauen</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>Checkpoints</translation>
    </message>
    <message>
        <source>Read the runs</source>
        <translation>Läufe lesen</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>No new start: %1</source>
        <translation>Kein neuer Start: %1</translation>
    </message>
    <message>
        <source>The step that has begun is finished first.</source>
        <translation>Der begonnene Schritt wird erst beendet.</translation>
    </message>
    <message>
        <source>A checkpoint is saved…</source>
        <translation>Ein Checkpoint wird gespeichert…</translation>
    </message>
    <message>
        <source>Continue goes on with the next step.</source>
        <translation>Weiter geht es mit dem nächsten Schritt.</translation>
    </message>
    <message>
        <source>Once more…</source>
        <translation>Noch einmal…</translation>
    </message>
    <message>
        <source>%1 steps in %2.</source>
        <translation>%1 Schritte in %2.</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>The paper did not change this model: &quot;Paper&quot; has its authors&apos; settings.</source>
        <translation>Die Arbeit hat dieses Modell nicht verändert: „Veröffentlichung“ hat die Einstellungen seiner Autoren.</translation>
    </message>
    <message>
        <source>%1: the model and the settings of its authors, which the paper changed.</source>
        <translation>%1: das Modell und die Einstellungen seiner Autoren, die die Arbeit verändert hat.</translation>
    </message>
    <message>
        <source>More settings</source>
        <translation>Weitere Einstellungen</translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation>%1 exportieren</translation>
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
    <message>
        <source>Show vertebrae in 3D</source>
        <translation>Wirbel in 3D zeigen</translation>
    </message>
</context>
<context>
    <name>transpine::ViewGrid</name>
    <message>
        <source>Next slice</source>
        <translation>Nächste Schicht</translation>
    </message>
    <message>
        <source>Previous slice</source>
        <translation>Vorige Schicht</translation>
    </message>
    <message>
        <source>Five slices on</source>
        <translation>Fünf Schichten vor</translation>
    </message>
    <message>
        <source>Five slices back</source>
        <translation>Fünf Schichten zurück</translation>
    </message>
    <message>
        <source>Fit the image into the view</source>
        <translation>Bild in die Ansicht einpassen</translation>
    </message>
    <message>
        <source>Show this view alone, or all again</source>
        <translation>Diese Ansicht allein zeigen oder wieder alle</translation>
    </message>
</context>
<context>
    <name>transpine::ViewerPanel</name>
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
        <source>Layers</source>
        <translation>Ebenen</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Anordnung</translation>
    </message>
    <message>
        <source>2 × 2</source>
        <translation>2 × 2</translation>
    </message>
    <message>
        <source>One</source>
        <translation>Eine</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Three planes and 3D, one plane, or a row of three planes for each image</source>
        <translation>Drei Schnittebenen und 3D, eine Schnittebene oder je Bild eine Zeile aus drei Schnittebenen</translation>
    </message>
    <message>
        <source>Plane</source>
        <translation>Schnittebene</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>From the 0.1st to the 99.9th percentile</source>
        <translation>Vom 0,1. bis zum 99,9. Perzentil</translation>
    </message>
    <message>
        <source>Window %1, level %2</source>
        <translation>Fenster %1, Lage %2</translation>
    </message>
    <message>
        <source>Apply to all images</source>
        <translation>Auf alle Bilder anwenden</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Bearbeiten…</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Wirbel</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>Goes to the body of a vertebra</source>
        <translation>Geht zum Körper eines Wirbels</translation>
    </message>
    <message>
        <source>Axes</source>
        <translation>Achsen</translation>
    </message>
    <message>
        <source>The patient&apos;s axes, those of the image&apos;s own grid (an oblique image then shows its voxels as they are), or a cut through the centres of a vertebra&apos;s body and spinous process</source>
        <translation>Die Achsen des Patienten, die des eigenen Bildgitters (ein schräges Bild zeigt dann seine Voxel, wie sie sind), oder ein Schnitt durch die Mitten von Körper und Dornfortsatz eines Wirbels</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Image grid</source>
        <translation>Bildgitter</translation>
    </message>
    <message>
        <source>Navigate</source>
        <translation>Navigieren</translation>
    </message>
    <message>
        <source>Left drag moves the cursor</source>
        <translation>Ziehen mit links bewegt den Cursor</translation>
    </message>
    <message>
        <source>Ruler</source>
        <translation>Lineal</translation>
    </message>
    <message>
        <source>Drag from end to end</source>
        <translation>Von Ende zu Ende ziehen</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>Winkel</translation>
    </message>
    <message>
        <source>Click an end, the corner, the other end</source>
        <translation>Ein Ende, den Scheitel, das andere Ende anklicken</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Region</translation>
    </message>
    <message>
        <source>Drag an ellipse: mean and deviation of each image</source>
        <translation>Eine Ellipse ziehen: Mittelwert und Abweichung jedes Bildes</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Drag a line: the values of all images along it in one plot</source>
        <translation>Eine Linie ziehen: die Werte aller Bilder entlang ihr in einem Diagramm</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Patient right on the left</source>
        <translation>Patient rechts auf der linken Seite</translation>
    </message>
    <message>
        <source>Sagittal: anterior on the left</source>
        <translation>Sagittal: vorn auf der linken Seite</translation>
    </message>
    <message>
        <source>Landmarks</source>
        <translation>Landmarken</translation>
    </message>
    <message>
        <source>Side panel</source>
        <translation>Seitenleiste</translation>
    </message>
    <message>
        <source>Remove all measures</source>
        <translation>Alle Messungen entfernen</translation>
    </message>
    <message>
        <source>Link Rows</source>
        <translation>Zeilen verknüpfen</translation>
    </message>
    <message>
        <source>Cursor</source>
        <translation>Cursor</translation>
    </message>
    <message>
        <source>Slice steps</source>
        <translation>Schichtwechsel</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Window and level</source>
        <translation>Fenster und Lage</translation>
    </message>
    <message>
        <source>Group of the Focused Row</source>
        <translation>Gruppe der aktiven Zeile</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Group 1</source>
        <translation>Gruppe 1</translation>
    </message>
    <message>
        <source>Group 2</source>
        <translation>Gruppe 2</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Abbildung</translation>
    </message>
    <message>
        <source>Save all views…</source>
        <translation>Alle Ansichten speichern…</translation>
    </message>
    <message>
        <source>Save this view…</source>
        <translation>Diese Ansicht speichern…</translation>
    </message>
    <message>
        <source>Copy all views</source>
        <translation>Alle Ansichten kopieren</translation>
    </message>
    <message>
        <source>First image</source>
        <translation>Erstes Bild</translation>
    </message>
    <message>
        <source>Second image</source>
        <translation>Zweites Bild</translation>
    </message>
    <message>
        <source>First:</source>
        <translation>Erstes:</translation>
    </message>
    <message>
        <source>Second:</source>
        <translation>Zweites:</translation>
    </message>
    <message>
        <source>Show or hide labels</source>
        <translation>Labels ein- oder ausblenden</translation>
    </message>
    <message>
        <source>Show or hide the upper image</source>
        <translation>Das obere Bild ein- oder ausblenden</translation>
    </message>
    <message>
        <source>Labels filled, as outlines, or both</source>
        <translation>Labels gefüllt, als Umriss oder beides</translation>
    </message>
    <message>
        <source>Interpolate between voxels</source>
        <translation>Zwischen Voxeln interpolieren</translation>
    </message>
    <message>
        <source>Next way to compare</source>
        <translation>Nächste Vergleichsart</translation>
    </message>
    <message>
        <source>Swap the compared images</source>
        <translation>Verglichene Bilder tauschen</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>Remove the chosen measure</source>
        <translation>Gewählte Messung entfernen</translation>
    </message>
    <message>
        <source>Layout 2 × 2</source>
        <translation>Anordnung 2 × 2</translation>
    </message>
    <message>
        <source>Layout of one view</source>
        <translation>Anordnung mit einer Ansicht</translation>
    </message>
    <message>
        <source>Layout of rows</source>
        <translation>Anordnung in Zeilen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Save Figure</source>
        <translation>Abbildung speichern</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Bilder (*.png)</translation>
    </message>
    <message>
        <source>Times the resolution of the screen:</source>
        <translation>Vielfaches der Bildschirmauflösung:</translation>
    </message>
    <message>
        <source>Save the figure %1</source>
        <translation>Abbildung %1 speichern</translation>
    </message>
    <message>
        <source>%1 is shown as a layer; the study stays as it is.</source>
        <translation>%1 wird als Ebene gezeigt; die Studie bleibt, wie sie ist.</translation>
    </message>
</context>
<context>
    <name>transpine::VolumePreset</name>
    <message>
        <source>Bone</source>
        <translation>Knochen</translation>
    </message>
    <message>
        <source>Bone, Seen Through</source>
        <translation>Knochen, durchscheinend</translation>
    </message>
    <message>
        <source>Skin and Bone</source>
        <translation>Haut und Knochen</translation>
    </message>
    <message>
        <source>Soft Tissue</source>
        <translation>Weichteil</translation>
    </message>
</context>
<context>
    <name>transpine::WeightsDialog</name>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>At work…</source>
        <translation>Arbeitet…</translation>
    </message>
    <message>
        <source>Wrote %1.</source>
        <translation>%1 geschrieben.</translation>
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
