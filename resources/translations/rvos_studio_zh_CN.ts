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
</context>
</TS>
