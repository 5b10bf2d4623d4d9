<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>&amp;Bench</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load Ground Truth from a &amp;Folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load Ground Truth from a F&amp;ile…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a &amp;Run from a Folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a Run from a Fi&amp;le…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export R&amp;eport…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close Ground Truth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models Side by &amp;Side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One Model &amp;Alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Blink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Wipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Votes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next &amp;Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something Else Be&amp;side It</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove Object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xpression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New Expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit Its Words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Find What Is Missing, in All Objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Compare Expressions and Models…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;Folder of Frames…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;Dataset…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next Clip to Work On</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Back to the Dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import Weights…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard and mouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About RVOS Studio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make and inspect referring video object segmentation data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Find a Command, Frame or Object…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Models and Weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard and Mouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard &amp;Shortcuts…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About RVOS Studio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Confirm the Mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Object Is Not Here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy From the Previous Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy From the Next Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Grow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Shrink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove Specks Up to the Brush&apos;s Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill &amp;Holes Up to the Brush&apos;s Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Unite With Another Object…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtract Another &amp;Object…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Intersect With Another Object…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Protect Other Objects&apos; Pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Lock the Object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ten Frames On</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ten Frames Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next Frame Drawn by Hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous Frame Drawn by Hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Previous Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fine, Next Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs &amp;Work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a N&amp;ote…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As It Was &amp;Before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>T&amp;imeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range &amp;From Here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range &amp;To Here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Clear the Range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Zoom to the Range, or Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curves of the &amp;Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>T&amp;humbnails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Pointer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>P&amp;olygon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Lasso</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bo&amp;x and Clicks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fi&amp;ll</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Find the Object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>P&amp;ropagate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Hide Masks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Outlines Only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More Opaque</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Less Opaque</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Appearance of Masks…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours of the Desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bench</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Projects and datasets (*.rvos *.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ground truth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worst frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load ground truth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load the ground truth first; runs are compared by it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a run of this clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load the ground truth first; the report says what it shows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Web pages (*.html)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written: {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Videos and projects (*.rvos *.mp4 *.mov *.mkv *.avi *.webm *.m4v *.mpg *.mpeg *.ts *.gif)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints (*.pth *.pt *.ckpt *.safetensors *.onnx)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where to export to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This exists already and will be replaced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} fits several models. Which one is it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scoring frame {done:,} of {total:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{about}. Nothing to score yet: no model has answered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Box and Clicks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model}: {doing}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours make the masks until you choose {model} again, because it failed: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More opaque</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something else beside it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unite with which object?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtract which object?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Intersect with which object?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no frame to copy from on that side.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no other object to combine this one with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the models where the chosen object is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Propagating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Carry the hand-drawn frames through the clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Propagation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Describe an object first: problems are those of its masks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no problem before this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing looks wrong on this frame; G goes to the next problem.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Comparing the models on %Ln more frame(s)…</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing of “{label}” looks wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s) of “{label}” look wrong.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>No frame of this object looks wrong; the models are still being compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No frame of this object looks wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame {frame}, problem {place} of {problems}. {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have seen them all. Again from the worst: {problem}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disagreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the models&apos; masks are apart: one minus their mean overlap.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>confidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame {frame}   {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object {number}: {made}, absent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object {number}: {made}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Propagate first; this shows the frame as it was before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Brought back “{version}”: %Ln frame(s) changed.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The track is as in “{version}” already, but for what was drawn by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown: before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{version} against what there is now: one minus their overlap.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leaving out words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object {number}: {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to frame {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of {last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let model {number} vote or not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose object {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lasso on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygon on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut out on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add by a click on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take away by a click on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill a hole on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove a part on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grow on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shrink on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove specks on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill holes on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a region on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove a region on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy frame {source} to frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unite with object {other} on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subtract object {other} on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Intersect with object {other} on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark frame {frame} as not reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark {frames} frames as not reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check {frames} frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark frame {frame} as needing work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark {frames} frames as needing work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find frame {frame} fine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove note on frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose who votes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add object &apos;{text}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock object {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock object {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove object {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add expression &apos;{text}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change expression to &apos;{text}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; refers to nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{text}&apos; refers to something</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fuse {models}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Segment with {models}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask {model} again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Propagate forward with {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Propagate backward with {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Propagate both with {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow recipe {recipe}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring back &apos;{version}&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the expressions of the dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The models disagree here: they share {share} of what they found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask is no longer what it was on frame {frame}, which was drawn by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask vanishes from one frame to the next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask appears from one frame to the next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask grows from {before} to {after} pixels in one frame.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask shrinks from {before} to {after} pixels in one frame.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask flickers: the frames around it contradict {share} of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The models are unsure here: their mean confidence is {share}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ambiguous, {count} candidates: {candidates}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object {number}: &apos;{one}&apos; and &apos;{other}&apos; seem to mean different things (mean IoU {iou}, below {least}); give them objects of their own if they do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wrong object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>boundary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missed re-entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>flicker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>majority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Half of all masks that the models gave to the object&apos;s expressions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mean of all probabilities that the models gave to the object&apos;s expressions, above 0.5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>winner-paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The order that the figure of the winners&apos; paper tells: SOC refined, joined by two, refined, joined by three, refined.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>winner-released</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the released code of the winners of the 5th LSVOS challenge does, with the expressions of an object together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>winner-released-verbatim</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same with the defects that change pixels: neighbours in file order, one sigmoid too many.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Binds the noun to ImageNet classes, learns a prototype of it over the clip, and cuts it out with GrabCut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds what moves against the camera and picks by the words for colour, size, position and motion.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fits an object classifier to the corrected frames and the last few answers, and follows optical flow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queries of each frame, seen by {encoder}, gather into queries of the clip; one of 20 answers for all frames.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queries made of the sentence look at each frame, seen by {encoder}; one of 5 answers for all frames.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words that have met the clip, seen by {encoder}, become queries of the whole clip; one of 5 answers for all frames.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mixes the sentence into each frame, seen by {encoder}, and picks the best of 900 proposals, frame by frame.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none: a training-free baseline of this program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>packages of this program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs no weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EfficientNet-Lite0 and MiniLM, which are installed with the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EfficientNet-Lite0, which is installed with the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights of your own: none are published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}, linked in its authors&apos; {page}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fusing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>voting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writing {format}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{counts} in &apos;{place}&apos;, read back equal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{masks} masks ({empty} empty) on {frames} frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the device&apos;s memory is full: looking up {frames} earlier frames at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the device&apos;s memory is full: going on with smaller pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no probabilities of {models} are known: their masks count as certain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{clip} ({place} of {clips}), {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{clip} ({place} of {clips})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{who}, frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{who}, voting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{who}: {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong that should not have; what happened is in the log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{job}: the worker process stopped unexpectedly; a new one goes on where it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {seconds} s left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {minutes} min left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{doing}, {left}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Middle drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw with the tool</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag on the timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go through the clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift+Drag on the timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel on the timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom; with Shift go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double-click on the timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let a model vote or not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mouse and digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What makes masks of box and clicks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours (GrabCut)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What has the colours of the clicks and not those around; needs no model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stronger the shade, the higher the value, from 0 to 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The line is {line}, from 0 below to 1 above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The filled part is {filled}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{job}&apos; is still running; wait for it or cancel it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{job}: {doing}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys like those of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press the new keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give this command the keys of the preset again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give every command the keys of the preset again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a command, then press its new keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{keys} belongs to “{owner}” already; give that other keys first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keys in &apos;{path}&apos; cannot be read; the default keys are used until you change them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;{path}&apos; names keys &apos;{preset}&apos;, which there are none of; the default keys are used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keys cannot be kept in &apos;{path}&apos;: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Describe an object first: masks belong to one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object {number} is locked: unlock it to change its masks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not asked here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a region to add it to the mask · right-click to remove it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and</source>
        <comment>between two sides that are compared</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models&apos; answers side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer of {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a region to add it to the mask, right-click to remove it; click the name to see it large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a hole to fill it · right-click a part to remove it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is no hole: close the outline around it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag around what belongs to the mask · right-drag around what does not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click corners · Enter or double-click closes · right-click closes and takes away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Votes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{past}: as now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage {stage} of {recipe}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A vote of the models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawn by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Propagated by {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fused by {recipe}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Found by {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only in {side}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only in the result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overlap with the result: {share:.0%}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overlap: {share:.0%}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody sees it here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>White outline: the result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody has answered here</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln vote(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Open a dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>“{folder}” holds %Ln clip(s) and no projects. Make a project beside each clip?</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Make %Ln Project(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Run models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What fuses the answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vote as each project says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe {recipe}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Ask these models for every expression of %Ln clip(s), then fuse their answers. What was answered before is kept; masks drawn by hand stay.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expressions and models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model has answered yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame {frame}. Click an answer to look at it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refers to nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} on “{text}”: confidence {confidence:.2f}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} on “{text}”: found nothing on this frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do without</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{about} It names models that have not answered here; say who stands in for them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who plays {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No frame after this one was drawn by hand for this object.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No frame before this one was drawn by hand for this object.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undid “{edit}”; it shows here, on frame {frame}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redid “{edit}”; it shows here, on frame {frame}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
