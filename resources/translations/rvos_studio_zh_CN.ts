<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>&amp;Bench</source>
        <translation>评测(&amp;B)</translation>
    </message>
    <message>
        <source>Load Ground Truth from a &amp;Folder…</source>
        <translation>从文件夹载入真值(&amp;F)…</translation>
    </message>
    <message>
        <source>Load Ground Truth from a F&amp;ile…</source>
        <translation>从文件载入真值(&amp;I)…</translation>
    </message>
    <message>
        <source>Add a &amp;Run from a Folder…</source>
        <translation>从文件夹添加对比结果(&amp;R)…</translation>
    </message>
    <message>
        <source>Add a Run from a Fi&amp;le…</source>
        <translation>从文件添加对比结果(&amp;L)…</translation>
    </message>
    <message>
        <source>Export R&amp;eport…</source>
        <translation>导出报告(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Close Ground Truth</source>
        <translation>关闭真值(&amp;C)</translation>
    </message>
    <message>
        <source>Models Side by &amp;Side</source>
        <translation>并排显示各模型(&amp;S)</translation>
    </message>
    <message>
        <source>One Model &amp;Alone</source>
        <translation>单独查看一个模型(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Blink</source>
        <translation>交替显示(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Wipe</source>
        <translation>卷帘对比(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Difference</source>
        <translation>差异(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Votes</source>
        <translation>票数(&amp;V)</translation>
    </message>
    <message>
        <source>Next &amp;Model</source>
        <translation>下一个模型(&amp;M)</translation>
    </message>
    <message>
        <source>Something Else Be&amp;side It</source>
        <translation>更换对比对象(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo: {edit}</source>
        <translation>撤销：{edit}</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Redo: {edit}</source>
        <translation>重做：{edit}</translation>
    </message>
    <message>
        <source>Remove Object</source>
        <translation>删除目标</translation>
    </message>
    <message>
        <source>E&amp;xpression</source>
        <translation>表达式(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;New Expression</source>
        <translation>新建表达式(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Edit Its Words</source>
        <translation>修改措辞(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Find What Is Missing, in All Objects</source>
        <translation>为所有目标补全缺少的预测(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Compare Expressions and Models…</source>
        <translation>对比表达式与模型(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open &amp;Folder of Frames…</source>
        <translation>打开帧文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Open &amp;Dataset…</source>
        <translation>打开数据集(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;Next Clip to Work On</source>
        <translation>下一个待处理视频(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Back to the Dataset</source>
        <translation>返回数据集(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Import Weights…</source>
        <translation>导入权重(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Keyboard and mouse</source>
        <translation>键盘与鼠标</translation>
    </message>
    <message>
        <source>About RVOS Studio</source>
        <translation>关于 RVOS Studio</translation>
    </message>
    <message>
        <source>Make and inspect referring video object segmentation data.</source>
        <translation>制作与检查指代视频目标分割数据。</translation>
    </message>
    <message>
        <source>&amp;Find a Command, Frame or Object…</source>
        <translation>查找命令、帧或目标(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Models and Weights</source>
        <translation>模型与权重(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Keyboard and Mouse</source>
        <translation>键盘与鼠标(&amp;K)</translation>
    </message>
    <message>
        <source>Keyboard &amp;Shortcuts…</source>
        <translation>快捷键(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;About RVOS Studio</source>
        <translation>关于 RVOS Studio(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation>掩码(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Confirm the Mask</source>
        <translation>确认掩码(&amp;C)</translation>
    </message>
    <message>
        <source>The Object Is Not Here</source>
        <translation>目标不在此帧</translation>
    </message>
    <message>
        <source>Copy From the Previous Frame</source>
        <translation>从上一帧复制</translation>
    </message>
    <message>
        <source>Copy From the Next Frame</source>
        <translation>从下一帧复制</translation>
    </message>
    <message>
        <source>&amp;Grow</source>
        <translation>扩张(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Shrink</source>
        <translation>收缩(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Remove Specks Up to the Brush&apos;s Size</source>
        <translation>去除不大于画笔的碎点(&amp;R)</translation>
    </message>
    <message>
        <source>Fill &amp;Holes Up to the Brush&apos;s Size</source>
        <translation>填补不大于画笔的孔洞(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Unite With Another Object…</source>
        <translation>与另一目标合并(&amp;U)…</translation>
    </message>
    <message>
        <source>Subtract Another &amp;Object…</source>
        <translation>减去另一目标(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Intersect With Another Object…</source>
        <translation>与另一目标取交集(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Protect Other Objects&apos; Pixels</source>
        <translation>保护其他目标的像素(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Lock the Object</source>
        <translation>锁定目标(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>播放(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>播放(&amp;P)</translation>
    </message>
    <message>
        <source>Next Frame</source>
        <translation>下一帧</translation>
    </message>
    <message>
        <source>Previous Frame</source>
        <translation>上一帧</translation>
    </message>
    <message>
        <source>Ten Frames On</source>
        <translation>前进十帧</translation>
    </message>
    <message>
        <source>Ten Frames Back</source>
        <translation>后退十帧</translation>
    </message>
    <message>
        <source>First Frame</source>
        <translation>第一帧</translation>
    </message>
    <message>
        <source>Last Frame</source>
        <translation>最后一帧</translation>
    </message>
    <message>
        <source>Next Frame Drawn by Hand</source>
        <translation>下一个手绘帧</translation>
    </message>
    <message>
        <source>Previous Frame Drawn by Hand</source>
        <translation>上一个手绘帧</translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation>审核(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Next Problem</source>
        <translation>下一个问题(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Previous Problem</source>
        <translation>上一个问题(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Fine, Next Problem</source>
        <translation>没问题，下一个(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Checked</source>
        <translation>已审核(&amp;C)</translation>
    </message>
    <message>
        <source>Needs &amp;Work</source>
        <translation>待修改(&amp;W)</translation>
    </message>
    <message>
        <source>Write a N&amp;ote…</source>
        <translation>添加备注(&amp;O)…</translation>
    </message>
    <message>
        <source>As It Was &amp;Before</source>
        <translation>查看之前的样子(&amp;B)</translation>
    </message>
    <message>
        <source>T&amp;imeline</source>
        <translation>时间轴(&amp;I)</translation>
    </message>
    <message>
        <source>Range &amp;From Here</source>
        <translation>区间起点设在此处(&amp;F)</translation>
    </message>
    <message>
        <source>Range &amp;To Here</source>
        <translation>区间终点设在此处(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Clear the Range</source>
        <translation>清除区间(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Zoom to the Range, or Fit</source>
        <translation>缩放到区间或全部(&amp;Z)</translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>Curves of the &amp;Models</source>
        <translation>各模型曲线(&amp;M)</translation>
    </message>
    <message>
        <source>T&amp;humbnails</source>
        <translation>缩略图(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Pointer</source>
        <translation>指针(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation>画笔(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>橡皮擦(&amp;E)</translation>
    </message>
    <message>
        <source>P&amp;olygon</source>
        <translation>多边形(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Lasso</source>
        <translation>套索(&amp;L)</translation>
    </message>
    <message>
        <source>Bo&amp;x and Clicks</source>
        <translation>框选与点击(&amp;X)</translation>
    </message>
    <message>
        <source>Fi&amp;ll</source>
        <translation>填充(&amp;I)</translation>
    </message>
    <message>
        <source>Smaller Brush</source>
        <translation>缩小画笔</translation>
    </message>
    <message>
        <source>Larger Brush</source>
        <translation>放大画笔</translation>
    </message>
    <message>
        <source>&amp;Find the Object</source>
        <translation>查找目标(&amp;F)</translation>
    </message>
    <message>
        <source>P&amp;ropagate</source>
        <translation>传播(&amp;R)</translation>
    </message>
    <message>
        <source>Learn From &amp;Corrections…</source>
        <translation>从修正中学习(&amp;C)…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation>任务(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>适应窗口(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Hide Masks</source>
        <translation>隐藏掩码(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Outlines Only</source>
        <translation>仅显示轮廓(&amp;O)</translation>
    </message>
    <message>
        <source>More Opaque</source>
        <translation>更不透明</translation>
    </message>
    <message>
        <source>Less Opaque</source>
        <translation>更透明</translation>
    </message>
    <message>
        <source>&amp;Appearance of Masks…</source>
        <translation>掩码外观(&amp;A)…</translation>
    </message>
    <message>
        <source>Colours of the Desktop</source>
        <translation>跟随系统配色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language of the Desktop</source>
        <translation>跟随系统语言</translation>
    </message>
    <message>
        <source>Bench</source>
        <translation>评测</translation>
    </message>
    <message>
        <source>Projects and datasets (*.rvos *.json)</source>
        <translation>项目与数据集 (*.rvos *.json)</translation>
    </message>
    <message>
        <source>Ground truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Worst frames</source>
        <translation>最差的帧</translation>
    </message>
    <message>
        <source>Load ground truth</source>
        <translation>载入真值</translation>
    </message>
    <message>
        <source>Load the ground truth first; runs are compared by it.</source>
        <translation>请先载入真值，对比结果以它为准。</translation>
    </message>
    <message>
        <source>Add a run of this clip</source>
        <translation>添加此视频的对比结果</translation>
    </message>
    <message>
        <source>Load the ground truth first; the report says what it shows.</source>
        <translation>请先载入真值，报告以它为准。</translation>
    </message>
    <message>
        <source>Export report</source>
        <translation>导出报告</translation>
    </message>
    <message>
        <source>Web pages (*.html)</source>
        <translation>网页 (*.html)</translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation>正在生成报告</translation>
    </message>
    <message>
        <source>Written: {place}</source>
        <translation>已写入：{place}</translation>
    </message>
    <message>
        <source>Videos and projects (*.rvos *.mp4 *.mov *.mkv *.avi *.webm *.m4v *.mpg *.mpeg *.ts *.gif)</source>
        <translation>视频与项目 (*.rvos *.mp4 *.mov *.mkv *.avi *.webm *.m4v *.mpg *.mpeg *.ts *.gif)</translation>
    </message>
    <message>
        <source>Checkpoints (*.pth *.pt *.ckpt *.safetensors *.onnx)</source>
        <translation>权重文件 (*.pth *.pt *.ckpt *.safetensors *.onnx)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Import weights</source>
        <translation>导入权重</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Where to export to</source>
        <translation>导出位置</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>To</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>This exists already and will be replaced.</source>
        <translation>该位置已有内容，将被替换。</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>{file} fits several models. Which one is it?</source>
        <translation>{file} 适用于多个模型，是哪一个？</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Scoring frame {done:,} of {total:,}</source>
        <translation>正在评分：第 {done:,} 帧，共 {total:,} 帧</translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s)</source>
        <translation>
            <numerusform>%Ln 帧</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s)</source>
        <translation>
            <numerusform>%Ln 个目标</numerusform>
        </translation>
    </message>
    <message>
        <source>{about}. Nothing to score yet: no model has answered.</source>
        <translation>{about}。还没有模型给出预测，无可评分。</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Box and Clicks</source>
        <translation>框选与点击</translation>
    </message>
    <message>
        <source>{model}: {doing}…</source>
        <translation>{model}：{doing}…</translation>
    </message>
    <message>
        <source>{model}…</source>
        <translation>{model}…</translation>
    </message>
    <message>
        <source>Colours make the masks until you choose {model} again, because it failed: {why}</source>
        <translation>{model} 出错，在重新选择它之前改用颜色生成掩码：{why}</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>对比(&amp;C)</translation>
    </message>
    <message>
        <source>Outlines only</source>
        <translation>仅显示轮廓</translation>
    </message>
    <message>
        <source>More opaque</source>
        <translation>更不透明</translation>
    </message>
    <message>
        <source>Another model</source>
        <translation>另一个模型</translation>
    </message>
    <message>
        <source>Something else beside it</source>
        <translation>更换对比对象</translation>
    </message>
    <message>
        <source>Back to the result</source>
        <translation>返回结果</translation>
    </message>
    <message>
        <source>There is nothing to take here: click a region, or take a tool to draw.</source>
        <translation>此处没有可采纳的内容：请点击一块区域，或选用绘制工具。</translation>
    </message>
    <message>
        <source>Unite with which object?</source>
        <translation>与哪个目标合并？</translation>
    </message>
    <message>
        <source>Subtract which object?</source>
        <translation>减去哪个目标？</translation>
    </message>
    <message>
        <source>Intersect with which object?</source>
        <translation>与哪个目标取交集？</translation>
    </message>
    <message>
        <source>There is no frame to copy from on that side.</source>
        <translation>那一侧没有可复制的帧。</translation>
    </message>
    <message>
        <source>There is no other object to combine this one with.</source>
        <translation>没有其他目标可供组合。</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>Exported {what}</source>
        <translation>已导出 {what}</translation>
    </message>
    <message>
        <source>Ask the models where the chosen object is</source>
        <translation>让模型找出所选目标的位置</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>正在查找</translation>
    </message>
    <message>
        <source>Propagating</source>
        <translation>正在传播</translation>
    </message>
    <message>
        <source>Carry the hand-drawn frames through the clip</source>
        <translation>将手绘帧传播到整段视频</translation>
    </message>
    <message>
        <source>Propagation</source>
        <translation>传播</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审核</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Describe an object first: problems are those of its masks.</source>
        <translation>请先描述一个目标，问题是针对其掩码的。</translation>
    </message>
    <message>
        <source>There is no problem before this one.</source>
        <translation>前面没有问题了。</translation>
    </message>
    <message>
        <source>Nothing looks wrong on this frame; G goes to the next problem.</source>
        <translation>此帧看起来没有问题；按 G 跳到下一个问题。</translation>
    </message>
    <message numerus="yes">
        <source>Comparing the models on %Ln more frame(s)…</source>
        <translation>
            <numerusform>还需在 %Ln 帧上比较各模型…</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing of “{label}” looks wrong.</source>
        <translation>“{label}”看起来没有问题。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s) of “{label}” look wrong.</source>
        <translation>
            <numerusform>“{label}”有 %Ln 帧看起来有问题。</numerusform>
        </translation>
    </message>
    <message>
        <source>No frame of this object looks wrong; the models are still being compared.</source>
        <translation>此目标没有看起来有问题的帧；各模型仍在比较中。</translation>
    </message>
    <message>
        <source>No frame of this object looks wrong.</source>
        <translation>此目标没有看起来有问题的帧。</translation>
    </message>
    <message>
        <source>Frame {frame}, problem {place} of {problems}. {sentence}</source>
        <translation>第 {frame} 帧，问题 {place}/{problems}。{sentence}</translation>
    </message>
    <message>
        <source>You have seen them all. Again from the worst: {problem}</source>
        <translation>已全部看过，从最严重的重新开始：{problem}</translation>
    </message>
    <message>
        <source>Disagreement</source>
        <translation>分歧</translation>
    </message>
    <message>
        <source>How far the models&apos; masks are apart: one minus their mean overlap.</source>
        <translation>各模型掩码之间的差距：1 减去平均重叠度。</translation>
    </message>
    <message>
        <source>confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>area</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>Frame {frame}   {time}</source>
        <translation>第 {frame} 帧   {time}</translation>
    </message>
    <message>
        <source>No mask</source>
        <translation>无掩码</translation>
    </message>
    <message>
        <source>Object {number}: {made}, absent</source>
        <translation>目标 {number}：{made}，不在此帧</translation>
    </message>
    <message>
        <source>Object {number}: {made}</source>
        <translation>目标 {number}：{made}</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Before {version}</source>
        <translation>{version} 之前</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Propagate first; this shows the frame as it was before.</source>
        <translation>请先传播；此功能显示该帧之前的样子。</translation>
    </message>
    <message numerus="yes">
        <source>Brought back “{version}”: %Ln frame(s) changed.</source>
        <translation>
            <numerusform>已恢复“{version}”：%Ln 帧有变化。</numerusform>
        </translation>
    </message>
    <message>
        <source>The track is as in “{version}” already, but for what was drawn by hand.</source>
        <translation>除手绘帧外，轨迹已与“{version}”一致。</translation>
    </message>
    <message>
        <source>Shown: before</source>
        <translation>显示：之前</translation>
    </message>
    <message>
        <source>{version} against what there is now: one minus their overlap.</source>
        <translation>{version} 与当前结果的差距：1 减去重叠度。</translation>
    </message>
    <message>
        <source>Leaving out words</source>
        <translation>正在逐词省略</translation>
    </message>
    <message>
        <source>Not found on any frame by {models}.</source>
        <translation>{models} 在所有帧上均未找到。</translation>
    </message>
    <message>
        <source>Object {number}: {label}</source>
        <translation>目标 {number}：{label}</translation>
    </message>
    <message>
        <source>Go to frame {number}</source>
        <translation>跳到第 {number} 帧</translation>
    </message>
    <message>
        <source>of {last}</source>
        <translation>/ {last}</translation>
    </message>
    <message>
        <source>Let model {number} vote or not</source>
        <translation>切换模型 {number} 是否投票</translation>
    </message>
    <message>
        <source>Choose object {number}</source>
        <translation>选择目标 {number}</translation>
    </message>
    <message>
        <source>Brush on frame {frame}</source>
        <translation>在第 {frame} 帧上绘制</translation>
    </message>
    <message>
        <source>Erase on frame {frame}</source>
        <translation>在第 {frame} 帧上擦除</translation>
    </message>
    <message>
        <source>Lasso on frame {frame}</source>
        <translation>在第 {frame} 帧上使用套索</translation>
    </message>
    <message>
        <source>Polygon on frame {frame}</source>
        <translation>在第 {frame} 帧上使用多边形</translation>
    </message>
    <message>
        <source>Cut out on frame {frame}</source>
        <translation>在第 {frame} 帧上抠图</translation>
    </message>
    <message>
        <source>Add by a click on frame {frame}</source>
        <translation>在第 {frame} 帧上点击添加</translation>
    </message>
    <message>
        <source>Take away by a click on frame {frame}</source>
        <translation>在第 {frame} 帧上点击去除</translation>
    </message>
    <message>
        <source>Fill a hole on frame {frame}</source>
        <translation>在第 {frame} 帧上填补孔洞</translation>
    </message>
    <message>
        <source>Remove a part on frame {frame}</source>
        <translation>在第 {frame} 帧上去除一块</translation>
    </message>
    <message>
        <source>Confirm frame {frame}</source>
        <translation>确认第 {frame} 帧</translation>
    </message>
    <message>
        <source>Clear frame {frame}</source>
        <translation>清空第 {frame} 帧</translation>
    </message>
    <message>
        <source>Correct frame {frame}</source>
        <translation>修正第 {frame} 帧</translation>
    </message>
    <message>
        <source>Grow on frame {frame}</source>
        <translation>在第 {frame} 帧上扩张</translation>
    </message>
    <message>
        <source>Shrink on frame {frame}</source>
        <translation>在第 {frame} 帧上收缩</translation>
    </message>
    <message>
        <source>Remove specks on frame {frame}</source>
        <translation>在第 {frame} 帧上去除碎点</translation>
    </message>
    <message>
        <source>Fill holes on frame {frame}</source>
        <translation>在第 {frame} 帧上填补孔洞</translation>
    </message>
    <message>
        <source>Take a region on frame {frame}</source>
        <translation>在第 {frame} 帧上采纳一块区域</translation>
    </message>
    <message>
        <source>Remove a region on frame {frame}</source>
        <translation>在第 {frame} 帧上去除一块区域</translation>
    </message>
    <message>
        <source>Copy frame {source} to frame {frame}</source>
        <translation>将第 {source} 帧复制到第 {frame} 帧</translation>
    </message>
    <message>
        <source>Unite with object {other} on frame {frame}</source>
        <translation>在第 {frame} 帧上与目标 {other} 合并</translation>
    </message>
    <message>
        <source>Subtract object {other} on frame {frame}</source>
        <translation>在第 {frame} 帧上减去目标 {other}</translation>
    </message>
    <message>
        <source>Intersect with object {other} on frame {frame}</source>
        <translation>在第 {frame} 帧上与目标 {other} 取交集</translation>
    </message>
    <message>
        <source>Mark frame {frame} as not reviewed</source>
        <translation>将第 {frame} 帧标为待审核</translation>
    </message>
    <message>
        <source>Mark {frames} frames as not reviewed</source>
        <translation>将 {frames} 帧标为待审核</translation>
    </message>
    <message>
        <source>Check frame {frame}</source>
        <translation>将第 {frame} 帧标为已审核</translation>
    </message>
    <message>
        <source>Check {frames} frames</source>
        <translation>将 {frames} 帧标为已审核</translation>
    </message>
    <message>
        <source>Mark frame {frame} as needing work</source>
        <translation>将第 {frame} 帧标为待修改</translation>
    </message>
    <message>
        <source>Mark {frames} frames as needing work</source>
        <translation>将 {frames} 帧标为待修改</translation>
    </message>
    <message>
        <source>Find frame {frame} fine</source>
        <translation>认可第 {frame} 帧</translation>
    </message>
    <message>
        <source>Note on frame {frame}</source>
        <translation>在第 {frame} 帧上添加备注</translation>
    </message>
    <message>
        <source>Remove note on frame {frame}</source>
        <translation>删除第 {frame} 帧的备注</translation>
    </message>
    <message>
        <source>Choose who votes</source>
        <translation>选择投票成员</translation>
    </message>
    <message>
        <source>Add object</source>
        <translation>添加目标</translation>
    </message>
    <message>
        <source>Add object &apos;{text}&apos;</source>
        <translation>添加目标“{text}”</translation>
    </message>
    <message>
        <source>Rename object</source>
        <translation>重命名目标</translation>
    </message>
    <message>
        <source>Lock object {number}</source>
        <translation>锁定目标 {number}</translation>
    </message>
    <message>
        <source>Unlock object {number}</source>
        <translation>解锁目标 {number}</translation>
    </message>
    <message>
        <source>Remove object {number}</source>
        <translation>删除目标 {number}</translation>
    </message>
    <message>
        <source>Add expression &apos;{text}&apos;</source>
        <translation>添加表达式“{text}”</translation>
    </message>
    <message>
        <source>Change expression to &apos;{text}&apos;</source>
        <translation>将表达式改为“{text}”</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; refers to nothing</source>
        <translation>“{text}”无指代对象</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; refers to something</source>
        <translation>“{text}”有指代对象</translation>
    </message>
    <message>
        <source>Remove expression</source>
        <translation>删除表达式</translation>
    </message>
    <message>
        <source>Fuse {models}</source>
        <translation>融合 {models}</translation>
    </message>
    <message>
        <source>Segment with {models}</source>
        <translation>用 {models} 分割</translation>
    </message>
    <message>
        <source>Ask {model} again</source>
        <translation>重新询问 {model}</translation>
    </message>
    <message>
        <source>Propagate forward with {model}</source>
        <translation>用 {model} 向前传播</translation>
    </message>
    <message>
        <source>Propagate backward with {model}</source>
        <translation>用 {model} 向后传播</translation>
    </message>
    <message>
        <source>Propagate both with {model}</source>
        <translation>用 {model} 双向传播</translation>
    </message>
    <message>
        <source>Follow recipe {recipe}</source>
        <translation>执行方案 {recipe}</translation>
    </message>
    <message>
        <source>Bring back &apos;{version}&apos;</source>
        <translation>恢复版本“{version}”</translation>
    </message>
    <message>
        <source>Take the expressions of the dataset</source>
        <translation>采用数据集的表达式</translation>
    </message>
    <message>
        <source>The models disagree here: they share {share} of what they found.</source>
        <translation>各模型在此有分歧：共同部分仅占 {share}。</translation>
    </message>
    <message>
        <source>The mask is no longer what it was on frame {frame}, which was drawn by hand.</source>
        <translation>掩码与手绘的第 {frame} 帧相比已有偏离。</translation>
    </message>
    <message>
        <source>The mask vanishes from one frame to the next.</source>
        <translation>掩码在相邻帧间突然消失。</translation>
    </message>
    <message>
        <source>The mask appears from one frame to the next.</source>
        <translation>掩码在相邻帧间突然出现。</translation>
    </message>
    <message>
        <source>The mask grows from {before} to {after} pixels in one frame.</source>
        <translation>掩码在一帧内从 {before} 像素增至 {after} 像素。</translation>
    </message>
    <message>
        <source>The mask shrinks from {before} to {after} pixels in one frame.</source>
        <translation>掩码在一帧内从 {before} 像素减至 {after} 像素。</translation>
    </message>
    <message>
        <source>The mask flickers: the frames around it contradict {share} of it.</source>
        <translation>掩码闪烁：其中 {share} 与前后帧不符。</translation>
    </message>
    <message>
        <source>The models are unsure here: their mean confidence is {share}.</source>
        <translation>各模型在此不确定：平均置信度为 {share}。</translation>
    </message>
    <message>
        <source>Ambiguous, {count} candidates: {candidates}.</source>
        <translation>有歧义，{count} 个候选：{candidates}。</translation>
    </message>
    <message>
        <source>one by {models}</source>
        <translation>{models} 一个</translation>
    </message>
    <message>
        <source>Object {number}: &apos;{one}&apos; and &apos;{other}&apos; seem to mean different things (mean IoU {iou}, below {least}); give them objects of their own if they do.</source>
        <translation>目标 {number}：“{one}”与“{other}”似乎指代不同的对象（平均 IoU {iou}，低于 {least}）；若确实如此，请分为不同目标。</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>wrong object</source>
        <translation>目标错误</translation>
    </message>
    <message>
        <source>drift</source>
        <translation>漂移</translation>
    </message>
    <message>
        <source>boundary</source>
        <translation>边界误差</translation>
    </message>
    <message>
        <source>missed re-entry</source>
        <translation>重现漏检</translation>
    </message>
    <message>
        <source>flicker</source>
        <translation>闪烁</translation>
    </message>
    <message>
        <source>to do</source>
        <translation>待审核</translation>
    </message>
    <message>
        <source>needs work</source>
        <translation>待修改</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>majority</source>
        <translation>多数票</translation>
    </message>
    <message>
        <source>Half of all masks that the models gave to the object&apos;s expressions.</source>
        <translation>取各模型对目标表达式所给全部掩码的半数。</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>The mean of all probabilities that the models gave to the object&apos;s expressions, above 0.5.</source>
        <translation>取各模型对目标表达式所给全部概率的均值，高于 0.5 者。</translation>
    </message>
    <message>
        <source>winner-paper</source>
        <translation>冠军方案（论文）</translation>
    </message>
    <message>
        <source>The order that the figure of the winners&apos; paper tells: SOC refined, joined by two, refined, joined by three, refined.</source>
        <translation>按冠军论文插图的顺序：先细化 SOC，与两个模型融合并细化，再与三个模型融合并细化。</translation>
    </message>
    <message>
        <source>winner-released</source>
        <translation>冠军方案（代码）</translation>
    </message>
    <message>
        <source>What the released code of the winners of the 5th LSVOS challenge does, with the expressions of an object together.</source>
        <translation>第五届 LSVOS 挑战赛冠军公开代码的做法，同一目标的表达式一并处理。</translation>
    </message>
    <message>
        <source>winner-released-verbatim</source>
        <translation>冠军方案（原样）</translation>
    </message>
    <message>
        <source>The same with the defects that change pixels: neighbours in file order, one sigmoid too many.</source>
        <translation>与上者相同，并保留会改变像素的缺陷：按文件顺序取相邻帧，多做一次 sigmoid。</translation>
    </message>
    <message>
        <source>Binds the noun to ImageNet classes, learns a prototype of it over the clip, and cuts it out with GrabCut.</source>
        <translation>将名词对应到 ImageNet 类别，在视频中学习其原型，并用 GrabCut 抠出。</translation>
    </message>
    <message>
        <source>Finds what moves against the camera and picks by the words for colour, size, position and motion.</source>
        <translation>找出相对镜头运动的物体，再按颜色、大小、位置和运动等词语挑选。</translation>
    </message>
    <message>
        <source>Fits an object classifier to the corrected frames and the last few answers, and follows optical flow.</source>
        <translation>用修正过的帧和最近几次结果拟合目标分类器，并跟随光流。</translation>
    </message>
    <message>
        <source>Queries of each frame, seen by {encoder}, gather into queries of the clip; one of 20 answers for all frames.</source>
        <translation>由 {encoder} 提取各帧的查询，汇成整段视频的查询；20 个结果中取一个用于所有帧。</translation>
    </message>
    <message>
        <source>Queries made of the sentence look at each frame, seen by {encoder}; one of 5 answers for all frames.</source>
        <translation>由语句生成的查询观察 {encoder} 提取的每一帧；5 个结果中取一个用于所有帧。</translation>
    </message>
    <message>
        <source>Words that have met the clip, seen by {encoder}, become queries of the whole clip; one of 5 answers for all frames.</source>
        <translation>词语与 {encoder} 提取的视频交互后成为整段视频的查询；5 个结果中取一个用于所有帧。</translation>
    </message>
    <message>
        <source>Mixes the sentence into each frame, seen by {encoder}, and picks the best of 900 proposals, frame by frame.</source>
        <translation>将语句融入 {encoder} 提取的每一帧，并逐帧从 900 个候选中选出最佳。</translation>
    </message>
    <message>
        <source>{about} Its configuration is unpublished and inferred from the other variants.</source>
        <translation>{about}其配置未公开，由其他变体推断。</translation>
    </message>
    <message>
        <source>{about} The configuration is that of the winners of the RVOS challenge of 2023.</source>
        <translation>{about}采用 2023 年 RVOS 挑战赛冠军的配置。</translation>
    </message>
    <message>
        <source>{about} It begins with what the baselines think, and corrects it.</source>
        <translation>{about}以基线的结果为起点加以修正。</translation>
    </message>
    <message>
        <source>Several objects in one pass: {encoder} and {blocks} block of {part}; {memory}.</source>
        <translation>一次处理多个目标：{encoder} 与 {blocks} 层{part}；{memory}。</translation>
    </message>
    <message>
        <source>Several objects in one pass: {encoder} and {blocks} blocks of {part}; {memory}.</source>
        <translation>一次处理多个目标：{encoder} 与 {blocks} 层{part}；{memory}。</translation>
    </message>
    <message>
        <source>gated propagation</source>
        <translation>门控传播</translation>
    </message>
    <message>
        <source>a long short-term transformer</source>
        <translation>长短期 Transformer</translation>
    </message>
    <message>
        <source>no answer goes into long-term memory</source>
        <translation>结果不进入长期记忆</translation>
    </message>
    <message>
        <source>every {gap}th answer goes into long-term memory</source>
        <translation>每 {gap} 个结果有一个进入长期记忆</translation>
    </message>
    <message>
        <source>Corrects the baseline propagator by a small long short-term transformer.</source>
        <translation>用小型长短期 Transformer 修正基线传播模型。</translation>
    </message>
    <message>
        <source>Corrects the baseline propagator by small gated propagation.</source>
        <translation>用小型门控传播修正基线传播模型。</translation>
    </message>
    <message>
        <source>Queries made of the sentence look at each frame; one of {answers} answers for up to {frames} frames.</source>
        <translation>由语句生成的查询观察每一帧；{answers} 个结果中取一个用于至多 {frames} 帧。</translation>
    </message>
    <message>
        <source>Queries of each frame gather into queries of the clip; one of {answers} answers for up to {frames} frames.</source>
        <translation>各帧的查询汇成整段视频的查询；{answers} 个结果中取一个用于至多 {frames} 帧。</translation>
    </message>
    <message>
        <source>Words that have met the clip become queries of the whole clip; one of {answers} answers for up to {frames} frames.</source>
        <translation>与视频交互后的词语成为整段视频的查询；{answers} 个结果中取一个用于至多 {frames} 帧。</translation>
    </message>
    <message>
        <source>a small variant of this program; the network: {paper}</source>
        <translation>本程序的小型变体；原网络：{paper}</translation>
    </message>
    <message>
        <source>this program</source>
        <translation>本程序</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>about {width} x {height}</source>
        <translation>约 {width} x {height}</translation>
    </message>
    <message>
        <source>short side {short}, long side up to {long}</source>
        <translation>短边 {short}，长边至多 {long}</translation>
    </message>
    <message>
        <source>short side {short}</source>
        <translation>短边 {short}</translation>
    </message>
    <message>
        <source>long side at most {long}, sides of {sides} pixels</source>
        <translation>长边至多 {long}，各边为 {sides} 像素</translation>
    </message>
    <message>
        <source>none: a training-free baseline of this program</source>
        <translation>无：本程序自带的免训练基线</translation>
    </message>
    <message>
        <source>packages of this program</source>
        <translation>本程序的软件包</translation>
    </message>
    <message>
        <source>needs no weights</source>
        <translation>无需权重</translation>
    </message>
    <message>
        <source>not published</source>
        <translation>未公开</translation>
    </message>
    <message>
        <source>EfficientNet-Lite0 and MiniLM, which are installed with the program</source>
        <translation>EfficientNet-Lite0 和 MiniLM，已随程序安装</translation>
    </message>
    <message>
        <source>EfficientNet-Lite0, which is installed with the program</source>
        <translation>EfficientNet-Lite0，已随程序安装</translation>
    </message>
    <message>
        <source>weights of your own: none are published</source>
        <translation>自备权重：官方未公开</translation>
    </message>
    <message>
        <source>{file}, linked in its authors&apos; {page}</source>
        <translation>{file}，链接见作者的 {page}</translation>
    </message>
    <message>
        <source>fusing</source>
        <translation>正在融合</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>正在写入</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>voting</source>
        <translation>正在投票</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>正在加载</translation>
    </message>
    <message>
        <source>looking at the frame</source>
        <translation>正在分析画面</translation>
    </message>
    <message>
        <source>writing {format}</source>
        <translation>正在写入 {format}</translation>
    </message>
    <message>
        <source>{counts} in &apos;{place}&apos;, read back equal.</source>
        <translation>{counts}，位于“{place}”，回读一致。</translation>
    </message>
    <message>
        <source>{masks} masks ({empty} empty) on {frames} frames</source>
        <translation>{frames} 帧上的 {masks} 个掩码（{empty} 个为空）</translation>
    </message>
    <message>
        <source>the device&apos;s memory is full: looking up {frames} earlier frames at most</source>
        <translation>设备内存已满：最多参考 {frames} 个先前的帧</translation>
    </message>
    <message>
        <source>the device&apos;s memory is full: going on with smaller pictures</source>
        <translation>设备内存已满：改用较小的图像继续</translation>
    </message>
    <message>
        <source>no probabilities of {models} are known: their masks count as certain</source>
        <translation>没有 {models} 的概率：其掩码按确定处理</translation>
    </message>
    <message>
        <source>{clip} ({place} of {clips}), {step}</source>
        <translation>{clip}（{place}/{clips}），{step}</translation>
    </message>
    <message>
        <source>{clip} ({place} of {clips})</source>
        <translation>{clip}（{place}/{clips}）</translation>
    </message>
    <message>
        <source>{who}, frame {frame}</source>
        <translation>{who}，第 {frame} 帧</translation>
    </message>
    <message>
        <source>{who}, voting</source>
        <translation>{who}，正在投票</translation>
    </message>
    <message>
        <source>{who}: {step}</source>
        <translation>{who}：{step}</translation>
    </message>
    <message>
        <source>Correct or confirm masks on a few frames first: models learn from them.</source>
        <translation>请先在几帧上修正或确认掩码：模型从中学习。</translation>
    </message>
    <message>
        <source>No model that learns from corrections can run here: their weights are missing.</source>
        <translation>没有可从修正中学习的模型：缺少权重。</translation>
    </message>
    <message>
        <source>Learning from corrections</source>
        <translation>正在从修正中学习</translation>
    </message>
    <message>
        <source>{model}: J {before} before, {after} after on corrections that were held out.</source>
        <translation>{model}：在留出的修正上，学习前 J {before}，学习后 {after}。</translation>
    </message>
    <message>
        <source>Use It</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>{models} gained nothing on corrections that were held out, so nothing is kept.</source>
        <translation>{models} 在留出的修正上没有提升，因此不保留。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Something went wrong that should not have; what happened is in the log.</source>
        <translation>发生了意外错误，详情见日志。</translation>
    </message>
    <message>
        <source>{job}: the worker process stopped unexpectedly; a new one goes on where it was.</source>
        <translation>{job}：工作进程意外停止，新进程将从中断处继续。</translation>
    </message>
    <message>
        <source>about {seconds} s left</source>
        <translation>约剩 {seconds} 秒</translation>
    </message>
    <message>
        <source>about {minutes} min left</source>
        <translation>约剩 {minutes} 分钟</translation>
    </message>
    <message>
        <source>{doing}, {left}</source>
        <translation>{doing}，{left}</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation>以光标为中心缩放</translation>
    </message>
    <message>
        <source>Middle drag</source>
        <translation>中键拖动</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>Ctrl+Wheel</source>
        <translation>Ctrl+滚轮</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <source>Left drag</source>
        <translation>左键拖动</translation>
    </message>
    <message>
        <source>Draw with the tool</source>
        <translation>用当前工具绘制</translation>
    </message>
    <message>
        <source>Right drag</source>
        <translation>右键拖动</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Drag on the timeline</source>
        <translation>在时间轴上拖动</translation>
    </message>
    <message>
        <source>Go through the clip</source>
        <translation>浏览视频</translation>
    </message>
    <message>
        <source>Shift+Drag on the timeline</source>
        <translation>在时间轴上 Shift+拖动</translation>
    </message>
    <message>
        <source>Select a range</source>
        <translation>选择区间</translation>
    </message>
    <message>
        <source>Wheel on the timeline</source>
        <translation>在时间轴上滚动滚轮</translation>
    </message>
    <message>
        <source>Zoom; with Shift go on</source>
        <translation>缩放；按住 Shift 则移动</translation>
    </message>
    <message>
        <source>Double-click on the timeline</source>
        <translation>在时间轴上双击</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>Choose an object</source>
        <translation>选择目标</translation>
    </message>
    <message>
        <source>Let a model vote or not</source>
        <translation>切换模型是否投票</translation>
    </message>
    <message>
        <source>Mouse and digits</source>
        <translation>鼠标与数字键</translation>
    </message>
    <message>
        <source>What makes masks of box and clicks</source>
        <translation>由框和点击生成掩码的方法</translation>
    </message>
    <message>
        <source>Colours (GrabCut)</source>
        <translation>颜色（GrabCut）</translation>
    </message>
    <message>
        <source>What has the colours of the clicks and not those around; needs no model</source>
        <translation>选取与点击处颜色相同且不同于周围的部分；无需模型</translation>
    </message>
    <message>
        <source>The stronger the shade, the higher the value, from 0 to 1.</source>
        <translation>颜色越深，数值越高，范围 0 到 1。</translation>
    </message>
    <message>
        <source>The line is {line}, from 0 below to 1 above.</source>
        <translation>曲线为{line}，下方为 0，上方为 1。</translation>
    </message>
    <message>
        <source>The filled part is {filled}.</source>
        <translation>填充部分为{filled}。</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>&apos;{job}&apos; is still running; wait for it or cancel it first.</source>
        <translation>“{job}”仍在运行，请等待其完成或先取消。</translation>
    </message>
    <message>
        <source>{job}: {doing}</source>
        <translation>{job}：{doing}</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Keys like those of</source>
        <translation>按键方案</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>命令及其快捷键</translation>
    </message>
    <message>
        <source>Press the new keys</source>
        <translation>请按下新的快捷键</translation>
    </message>
    <message>
        <source>No Keys</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Give this command the keys of the preset again</source>
        <translation>恢复此命令在方案中的快捷键</translation>
    </message>
    <message>
        <source>New keys</source>
        <translation>新快捷键</translation>
    </message>
    <message>
        <source>Restore All</source>
        <translation>全部恢复</translation>
    </message>
    <message>
        <source>Give every command the keys of the preset again</source>
        <translation>恢复所有命令在方案中的快捷键</translation>
    </message>
    <message>
        <source>Choose a command, then press its new keys.</source>
        <translation>选择一个命令，然后按下新的快捷键。</translation>
    </message>
    <message>
        <source>{keys} belongs to “{owner}” already; give that other keys first.</source>
        <translation>{keys} 已用于“{owner}”，请先为它换用其他快捷键。</translation>
    </message>
    <message>
        <source>The keys in &apos;{path}&apos; cannot be read; the default keys are used until you change them.</source>
        <translation>无法读取“{path}”中的快捷键；修改之前使用默认快捷键。</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; names keys &apos;{preset}&apos;, which there are none of; the default keys are used.</source>
        <translation>“{path}”指定的按键方案“{preset}”不存在，使用默认快捷键。</translation>
    </message>
    <message>
        <source>The keys cannot be kept in &apos;{path}&apos;: {reason}.</source>
        <translation>快捷键无法保存到“{path}”：{reason}。</translation>
    </message>
    <message>
        <source>Describe an object first: masks belong to one.</source>
        <translation>请先描述一个目标：掩码属于目标。</translation>
    </message>
    <message>
        <source>Object {number} is locked: unlock it to change its masks.</source>
        <translation>目标 {number} 已锁定：解锁后才能修改其掩码。</translation>
    </message>
    <message>
        <source>not asked here</source>
        <translation>此处未询问</translation>
    </message>
    <message>
        <source>nothing here</source>
        <translation>此处无结果</translation>
    </message>
    <message>
        <source>Click a region to add it to the mask · right-click to remove it</source>
        <translation>左键点击区域可加入掩码 · 右键点击可去除</translation>
    </message>
    <message>
        <source>Click to add what has as many votes · right-click to remove what has no more</source>
        <translation>左键点击加入票数不少于此处的部分 · 右键点击去除票数不多于此处的部分</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Beside</source>
        <translation>对比对象</translation>
    </message>
    <message>
        <source>and</source>
        <comment>between two sides that are compared</comment>
        <translation>与</translation>
    </message>
    <message>
        <source>Models&apos; answers side by side</source>
        <translation>各模型结果并排显示</translation>
    </message>
    <message>
        <source>Answer of {model}</source>
        <translation>{model} 的结果</translation>
    </message>
    <message>
        <source>Click a region to add it to the mask, right-click to remove it; click the name to see it large</source>
        <translation>左键点击区域可加入掩码，右键点击可去除；点击名称可放大查看</translation>
    </message>
    <message>
        <source>Click a hole to fill it · right-click a part to remove it</source>
        <translation>点击孔洞可填补 · 右键点击一块可去除</translation>
    </message>
    <message>
        <source>That is no hole: close the outline around it first.</source>
        <translation>这不是孔洞：请先闭合其周围的轮廓。</translation>
    </message>
    <message>
        <source>Drag around what belongs to the mask · right-drag around what does not</source>
        <translation>左键圈出属于掩码的部分 · 右键圈出不属于的部分</translation>
    </message>
    <message>
        <source>Click corners · Enter or double-click closes · right-click closes and takes away</source>
        <translation>点击添加顶点 · 回车或双击闭合 · 右键闭合并去除</translation>
    </message>
    <message>
        <source>Solo</source>
        <translation>单独查看</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>交替显示</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>卷帘对比</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Votes</source>
        <translation>票数</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>原始画面</translation>
    </message>
    <message>
        <source>{past}: as now</source>
        <translation>{past}：与现在相同</translation>
    </message>
    <message>
        <source>Stage {stage} of {recipe}</source>
        <translation>{recipe} 的阶段 {stage}</translation>
    </message>
    <message>
        <source>A vote of the models</source>
        <translation>模型投票</translation>
    </message>
    <message>
        <source>Drawn by hand</source>
        <translation>手绘</translation>
    </message>
    <message>
        <source>Propagated by {model}</source>
        <translation>由 {model} 传播</translation>
    </message>
    <message>
        <source>Fused by {recipe}</source>
        <translation>按 {recipe} 融合</translation>
    </message>
    <message>
        <source>Fused</source>
        <translation>已融合</translation>
    </message>
    <message>
        <source>Found by {model}</source>
        <translation>由 {model} 找到</translation>
    </message>
    <message>
        <source>Only in {side}</source>
        <translation>仅 {side} 有</translation>
    </message>
    <message>
        <source>Only in the result</source>
        <translation>仅结果有</translation>
    </message>
    <message>
        <source>In both</source>
        <translation>两者都有</translation>
    </message>
    <message>
        <source>Overlap with the result: {share:.0%}</source>
        <translation>与结果的重叠度：{share:.0%}</translation>
    </message>
    <message>
        <source>Overlap: {share:.0%}</source>
        <translation>重叠度：{share:.0%}</translation>
    </message>
    <message>
        <source>Nobody sees it here</source>
        <translation>此处均无结果</translation>
    </message>
    <message>
        <source>White outline: the result</source>
        <translation>白色轮廓：结果</translation>
    </message>
    <message>
        <source>Nobody has answered here</source>
        <translation>此处没有模型给出预测</translation>
    </message>
    <message numerus="yes">
        <source>%Ln vote(s)</source>
        <translation>
            <numerusform>%Ln 票</numerusform>
        </translation>
    </message>
    <message>
        <source>Open a dataset</source>
        <translation>打开数据集</translation>
    </message>
    <message numerus="yes">
        <source>“{folder}” holds %Ln clip(s) and no projects. Make a project beside each clip?</source>
        <translation>
            <numerusform>“{folder}”中有 %Ln 个视频，但没有项目。要为每个视频建立项目吗？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Make %Ln Project(s)</source>
        <translation>
            <numerusform>建立 %Ln 个项目</numerusform>
        </translation>
    </message>
    <message>
        <source>Ask models</source>
        <translation>询问模型</translation>
    </message>
    <message>
        <source>What fuses the answers</source>
        <translation>融合结果的方式</translation>
    </message>
    <message>
        <source>Vote as each project says</source>
        <translation>按各项目的投票设置</translation>
    </message>
    <message>
        <source>Recipe {recipe}</source>
        <translation>方案 {recipe}</translation>
    </message>
    <message numerus="yes">
        <source>Ask these models for every expression of %Ln clip(s), then fuse their answers. What was answered before is kept; masks drawn by hand stay.</source>
        <translation>
            <numerusform>用这些模型预测 %Ln 个视频的所有表达式，再融合结果。已有的预测会保留，手绘掩码不变。</numerusform>
        </translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>询问</translation>
    </message>
    <message>
        <source>Expressions and models</source>
        <translation>表达式与模型</translation>
    </message>
    <message>
        <source>No model has answered yet.</source>
        <translation>还没有模型给出预测。</translation>
    </message>
    <message>
        <source>Frame {frame}. Click an answer to look at it.</source>
        <translation>第 {frame} 帧。点击结果可查看。</translation>
    </message>
    <message>
        <source>Refers to nothing</source>
        <translation>无指代对象</translation>
    </message>
    <message>
        <source>Not asked</source>
        <translation>未询问</translation>
    </message>
    <message>
        <source>{model} on “{text}”: confidence {confidence:.2f}</source>
        <translation>{model} 对“{text}”：置信度 {confidence:.2f}</translation>
    </message>
    <message>
        <source>{model} on “{text}”: found nothing on this frame</source>
        <translation>{model} 对“{text}”：此帧未找到</translation>
    </message>
    <message>
        <source>Do without</source>
        <translation>不使用</translation>
    </message>
    <message>
        <source>{about} It names models that have not answered here; say who stands in for them.</source>
        <translation>{about}其中有些模型在此没有预测，请指定替代者。</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>执行</translation>
    </message>
    <message>
        <source>Who plays {name}</source>
        <translation>由谁担任 {name}</translation>
    </message>
    <message>
        <source>No frame after this one was drawn by hand for this object.</source>
        <translation>此帧之后没有该目标的手绘帧。</translation>
    </message>
    <message>
        <source>No frame before this one was drawn by hand for this object.</source>
        <translation>此帧之前没有该目标的手绘帧。</translation>
    </message>
    <message>
        <source>Undid “{edit}”; it shows here, on frame {frame}.</source>
        <translation>已撤销“{edit}”；变化见此处第 {frame} 帧。</translation>
    </message>
    <message>
        <source>Redid “{edit}”; it shows here, on frame {frame}.</source>
        <translation>已重做“{edit}”；变化见此处第 {frame} 帧。</translation>
    </message>
    <message>
        <source>Fusion</source>
        <translation>融合</translation>
    </message>
    <message>
        <source>Fusing</source>
        <translation>正在融合</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Recipes (*.toml)</source>
        <translation>方案 (*.toml)</translation>
    </message>
    <message>
        <source>Following {recipe}</source>
        <translation>正在执行 {recipe}</translation>
    </message>
    <message>
        <source>done without</source>
        <translation>不使用</translation>
    </message>
    <message>
        <source>{stage}: vote of {members}</source>
        <translation>{stage}：{members} 的投票</translation>
    </message>
    <message>
        <source>{stage}: {given} carried by {model}</source>
        <translation>{stage}：由 {model} 传播 {given}</translation>
    </message>
    <message>
        <source>Making projects</source>
        <translation>正在建立项目</translation>
    </message>
    <message>
        <source>Open a dataset first: a folder of projects.</source>
        <translation>请先打开数据集，即存放项目的文件夹。</translation>
    </message>
    <message>
        <source>Every other clip that the table shows is done.</source>
        <translation>表中其他视频均已完成。</translation>
    </message>
    <message>
        <source>Running models</source>
        <translation>正在运行模型</translation>
    </message>
    <message numerus="yes">
        <source>Models have answered for %Ln clip(s).</source>
        <translation>
            <numerusform>模型已完成 %Ln 个视频的预测。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{sentence} (and %Ln more like it)</source>
        <translation>
            <numerusform>{sentence}（另有 %Ln 个类似情况）</numerusform>
        </translation>
    </message>
    <message>
        <source>Opacity of masks, in percent</source>
        <translation>掩码不透明度（百分比）</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Load ground truth…</source>
        <translation>载入真值…</translation>
    </message>
    <message>
        <source>Frames scored</source>
        <translation>已评分的帧</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop scoring; what is scored stays</source>
        <translation>停止评分；已有评分保留</translation>
    </message>
    <message>
        <source>Add run…</source>
        <translation>添加对比结果…</translation>
    </message>
    <message>
        <source>Score another project or folder of predictions, too</source>
        <translation>同时为另一个项目或预测文件夹评分</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>报告…</translation>
    </message>
    <message>
        <source>Write what is chosen below as an HTML report</source>
        <translation>将下方所选内容写成 HTML 报告</translation>
    </message>
    <message>
        <source>Load other…</source>
        <translation>载入其他…</translation>
    </message>
    <message>
        <source>{name}: {frames}</source>
        <translation>{name}：{frames}</translation>
    </message>
    <message>
        <source>Region overlap, mean over frames</source>
        <translation>区域相似度，各帧均值</translation>
    </message>
    <message>
        <source>Outline agreement, mean over frames</source>
        <translation>轮廓精度，各帧均值</translation>
    </message>
    <message>
        <source>Mean of both</source>
        <translation>两者均值</translation>
    </message>
    <message>
        <source>Effect</source>
        <translation>贡献</translation>
    </message>
    <message>
        <source>J&amp;F of the vote of all models minus that without this one</source>
        <translation>所有模型投票的 J&amp;F 减去不含此模型时的 J&amp;F</translation>
    </message>
    <message>
        <source>Scores of this model only</source>
        <translation>只看此模型的评分</translation>
    </message>
    <message>
        <source>Failure tag</source>
        <translation>错误类型</translation>
    </message>
    <message>
        <source>Frames on which this went wrong only</source>
        <translation>只看出现此类错误的帧</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>How a second model differs, by the largest change</source>
        <translation>与第二个模型的差别，按变化大小排列</translation>
    </message>
    <message>
        <source>Any tag</source>
        <translation>全部错误类型</translation>
    </message>
    <message>
        <source>No frame is like that.</source>
        <translation>没有符合条件的帧。</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>全部模型</translation>
    </message>
    <message>
        <source>Not compared</source>
        <translation>不对比</translation>
    </message>
    <message>
        <source>Against {title}</source>
        <translation>对比 {title}</translation>
    </message>
    <message>
        <source>right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>漏检</translation>
    </message>
    <message>
        <source>too much</source>
        <translation>误检</translation>
    </message>
    <message>
        <source>The worst frames</source>
        <translation>最差的帧</translation>
    </message>
    <message>
        <source>Frame {frame}  ·  {jf:.2f}  ·  {model}</source>
        <translation>第 {frame} 帧  ·  {jf:.2f}  ·  {model}</translation>
    </message>
    <message>
        <source>Frame {frame}, object {number}, {model}: J {j:.2f}, F {f:.2f}</source>
        <translation>第 {frame} 帧，目标 {number}，{model}：J {j:.2f}，F {f:.2f}</translation>
    </message>
    <message>
        <source>Prediction, truth, difference</source>
        <translation>预测、真值、差异</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Region overlap</source>
        <translation>区域相似度</translation>
    </message>
    <message>
        <source>Outline agreement</source>
        <translation>轮廓精度</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>J&amp;F of {before}</source>
        <translation>{before} 的 J&amp;F</translation>
    </message>
    <message>
        <source>J&amp;F of {after}</source>
        <translation>{after} 的 J&amp;F</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Scores by frame</source>
        <translation>逐帧评分</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>To Do</source>
        <translation>待审核</translation>
    </message>
    <message>
        <source>Needs Work</source>
        <translation>待修改</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Filter by name</source>
        <translation>按名称筛选</translation>
    </message>
    <message>
        <source>Ask Models…</source>
        <translation>询问模型…</translation>
    </message>
    <message>
        <source>Ask models over the selected clips</source>
        <translation>用模型预测所选视频</translation>
    </message>
    <message>
        <source>Next Clip to Work On</source>
        <translation>下一个待处理视频</translation>
    </message>
    <message>
        <source>What runs, what waits and what has ended</source>
        <translation>正在运行、等待和已结束的任务</translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation>正在打开 {name}…</translation>
    </message>
    <message>
        <source>Where is the video of {name}?</source>
        <translation>{name} 的视频在哪里？</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close the dataset</source>
        <translation>关闭数据集</translation>
    </message>
    <message numerus="yes">
        <source>Ask Models on %Ln Clip(s)…</source>
        <translation>
            <numerusform>对 %Ln 个视频询问模型…</numerusform>
        </translation>
    </message>
    <message>
        <source>Clips of the dataset</source>
        <translation>数据集中的视频</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>已审核</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>一致度</translation>
    </message>
    <message>
        <source>Last change</source>
        <translation>最近修改</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Expression: {text}</source>
        <translation>表达式：{text}</translation>
    </message>
    <message>
        <source>What to do with this expression</source>
        <translation>对此表达式的操作</translation>
    </message>
    <message>
        <source>How much {model} changes its answer without the word</source>
        <translation>去掉该词后 {model} 的结果变化多少</translation>
    </message>
    <message>
        <source>Words of the expression</source>
        <translation>表达式的措辞</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Ask Again</source>
        <translation>重新询问</translation>
    </message>
    <message>
        <source>Which Words Matter</source>
        <translation>哪些词起作用</translation>
    </message>
    <message>
        <source>to {model}</source>
        <translation>对 {model}</translation>
    </message>
    <message>
        <source>Refers to Nothing</source>
        <translation>无指代对象</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Type a command, a frame&apos;s number or an object</source>
        <translation>输入命令、帧号或目标</translation>
    </message>
    <message>
        <source>Find a command, a frame or an object</source>
        <translation>查找命令、帧或目标</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>查找结果</translation>
    </message>
    <message>
        <source>From a File…</source>
        <translation>从文件…</translation>
    </message>
    <message>
        <source>Your own vote</source>
        <translation>自定义投票</translation>
    </message>
    <message>
        <source>Recipe of the fusion</source>
        <translation>融合方案</translation>
    </message>
    <message>
        <source>A pixel needs</source>
        <translation>像素需要</translation>
    </message>
    <message>
        <source>Votes a pixel needs</source>
        <translation>像素所需票数</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Let some members&apos; votes count more than others&apos;</source>
        <translation>让部分成员的票权重更大</translation>
    </message>
    <message>
        <source>Stages of the recipe</source>
        <translation>方案的各阶段</translation>
    </message>
    <message>
        <source>What each stage of the recipe gives on this frame</source>
        <translation>方案各阶段在此帧上的结果</translation>
    </message>
    <message numerus="yes">
        <source>%Ln part(s) are played by others</source>
        <translation>
            <numerusform>%Ln 个角色由其他模型担任</numerusform>
        </translation>
    </message>
    <message>
        <source>The mean is above</source>
        <translation>均值高于</translation>
    </message>
    <message numerus="yes">
        <source> of %Ln vote(s)</source>
        <translation>
            <numerusform> / %Ln 票</numerusform>
        </translation>
    </message>
    <message>
        <source>Majority</source>
        <translation>多数票</translation>
    </message>
    <message>
        <source>Mean of probabilities</source>
        <translation>概率均值</translation>
    </message>
    <message>
        <source>{model} alone</source>
        <translation>仅 {model}</translation>
    </message>
    <message>
        <source>As it was opened first</source>
        <translation>最初打开时</translation>
    </message>
    <message>
        <source>What was done, newest first</source>
        <translation>操作记录，最新在前</translation>
    </message>
    <message>
        <source>Click to go back or forward to there</source>
        <translation>点击可后退或前进到该步</translation>
    </message>
    <message>
        <source>{edit}, {time}, taken back</source>
        <translation>{edit}，{time}，已撤销</translation>
    </message>
    <message>
        <source>dd MMM</source>
        <comment>a day, as QLocale writes dates</comment>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>How far the job is</source>
        <translation>任务进度</translation>
    </message>
    <message>
        <source>Drop</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Do not start this job</source>
        <translation>不启动此任务</translation>
    </message>
    <message>
        <source>There was no job yet.</source>
        <translation>还没有任务。</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Next: {job}</source>
        <translation>接下来：{job}</translation>
    </message>
    <message>
        <source>{seconds:.0f} s</source>
        <translation>{seconds:.0f} 秒</translation>
    </message>
    <message>
        <source>{minutes:.0f} min</source>
        <translation>{minutes:.0f} 分钟</translation>
    </message>
    <message>
        <source>Object {number}</source>
        <translation>目标 {number}</translation>
    </message>
    <message>
        <source>{model} votes</source>
        <translation>{model} 参与投票</translation>
    </message>
    <message>
        <source>Weight of {model}</source>
        <translation>{model} 的权重</translation>
    </message>
    <message>
        <source>{model} saw nothing on any frame</source>
        <translation>{model} 在所有帧上均未找到</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message numerus="yes">
        <source>{chosen} of %Ln model(s)</source>
        <translation>
            <numerusform>{chosen}/%Ln 个模型</numerusform>
        </translation>
    </message>
    <message>
        <source>From the plugin {plugin}</source>
        <translation>来自插件 {plugin}</translation>
    </message>
    <message>
        <source>Answer expressions</source>
        <translation>按表达式分割</translation>
    </message>
    <message>
        <source>Propagate</source>
        <translation>传播</translation>
    </message>
    <message>
        <source>Cut out by clicks</source>
        <translation>点击抠图</translation>
    </message>
    <message>
        <source>Drop a checkpoint anywhere on this window: the program finds out which model it is for.</source>
        <translation>将权重文件拖到窗口任意位置，程序会自动识别所属模型。</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Import Weights…</source>
        <translation>导入权重…</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>Its weights are not here. It needs {needs}.</source>
        <translation>缺少权重。需要：{needs}。</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>论文</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>输入尺寸</translation>
    </message>
    <message>
        <source>Plugin</source>
        <translation>插件</translation>
    </message>
    <message>
        <source>In commands</source>
        <translation>命令行名称</translation>
    </message>
    <message>
        <source>How to import them</source>
        <translation>如何导入</translation>
    </message>
    <message>
        <source>Fetch the checkpoint from where its authors publish it, or train one, and drop the file here or press Import Weights. It is checked against the network before it is used.</source>
        <translation>从作者发布处下载权重文件，或自行训练，再拖到此处或点击“导入权重”。使用前会与网络结构核对。</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>no weights</source>
        <translation>缺少权重</translation>
    </message>
    <message>
        <source>Describe an object, then press Enter</source>
        <translation>描述一个目标，按回车</translation>
    </message>
    <message>
        <source>Expression for a new object</source>
        <translation>新目标的表达式</translation>
    </message>
    <message>
        <source>One sentence per object: “the dog that jumps over the fence”.</source>
        <translation>每个目标一句话，例如 “the dog that jumps over the fence”。</translation>
    </message>
    <message>
        <source>Unlock this object</source>
        <translation>解锁此目标</translation>
    </message>
    <message>
        <source>Remove this object</source>
        <translation>删除此目标</translation>
    </message>
    <message>
        <source>Another expression for it</source>
        <translation>再添加一个表达式</translation>
    </message>
    <message>
        <source>Another expression for the chosen object</source>
        <translation>为所选目标再添加一个表达式</translation>
    </message>
    <message>
        <source>Begin with a pattern</source>
        <translation>从句型开始</translation>
    </message>
    <message>
        <source>Backward</source>
        <translation>向后</translation>
    </message>
    <message>
        <source>Propagate backward</source>
        <translation>向后传播</translation>
    </message>
    <message>
        <source>Both ways</source>
        <translation>双向</translation>
    </message>
    <message>
        <source>Propagate both ways</source>
        <translation>双向传播</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>向前</translation>
    </message>
    <message>
        <source>Propagate forward</source>
        <translation>向前传播</translation>
    </message>
    <message>
        <source>Fills frame {first}</source>
        <translation>将填充第 {first} 帧</translation>
    </message>
    <message>
        <source>Fills frames {first} to {last}</source>
        <translation>将填充第 {first}–{last} 帧</translation>
    </message>
    <message>
        <source>Redoes frame {first}</source>
        <translation>将重做第 {first} 帧</translation>
    </message>
    <message>
        <source>Redoes frames {first} to {last}</source>
        <translation>将重做第 {first}–{last} 帧</translation>
    </message>
    <message>
        <source>Drop a checkpoint for more</source>
        <translation>拖入权重文件可添加更多</translation>
    </message>
    <message>
        <source>Models whose weights are here. For AOT and DeAOT, drop a published checkpoint on the window;
&apos;rvos-studio models list&apos; says where their authors publish them.</source>
        <translation>已有权重的模型。要使用 AOT 和 DeAOT，请将公开的权重文件拖到窗口上；
“rvos-studio models list”会列出其发布位置。</translation>
    </message>
    <message>
        <source>Around this frame</source>
        <translation>此帧前后</translation>
    </message>
    <message>
        <source>Redo only what this hand-drawn frame can change: up to the next ones on both sides</source>
        <translation>只重做此手绘帧能影响的部分：到两侧相邻手绘帧为止</translation>
    </message>
    <message>
        <source>To the next drawn frame</source>
        <translation>到下一个手绘帧</translation>
    </message>
    <message>
        <source>From this frame to the chosen object&apos;s next hand-drawn one, in the direction above</source>
        <translation>按上方方向，从此帧到所选目标的下一个手绘帧</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>起始帧</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>结束帧</translation>
    </message>
    <message>
        <source>to</source>
        <comment>between two frames</comment>
        <translation>至</translation>
    </message>
    <message>
        <source>Propagator</source>
        <translation>传播模型</translation>
    </message>
    <message>
        <source>All objects</source>
        <translation>所有目标</translation>
    </message>
    <message>
        <source>Draw or confirm the object on a frame first</source>
        <translation>请先在某一帧上绘制或确认目标</translation>
    </message>
    <message>
        <source>Nothing to fill in this direction and range</source>
        <translation>此方向和区间内没有可填充的帧</translation>
    </message>
    <message numerus="yes">
        <source>{what} of %Ln object(s)</source>
        <translation>
            <numerusform>{what}（%Ln 个目标）</numerusform>
        </translation>
    </message>
    <message>
        <source>models disagree</source>
        <translation>模型有分歧</translation>
    </message>
    <message>
        <source>drifted</source>
        <translation>漂移</translation>
    </message>
    <message>
        <source>size jumps</source>
        <translation>大小突变</translation>
    </message>
    <message>
        <source>flickers</source>
        <translation>闪烁</translation>
    </message>
    <message>
        <source>models unsure</source>
        <translation>模型不确定</translation>
    </message>
    <message>
        <source>Frames checked</source>
        <translation>已审核的帧</translation>
    </message>
    <message>
        <source>Next Problem</source>
        <translation>下一个问题</translation>
    </message>
    <message>
        <source>Fine</source>
        <translation>没问题</translation>
    </message>
    <message>
        <source>Problems, the worst first</source>
        <translation>问题，最严重的在前</translation>
    </message>
    <message>
        <source>Frame {frame}  ·  {text}</source>
        <translation>第 {frame} 帧  ·  {text}</translation>
    </message>
    <message>
        <source>Note on the shown frame</source>
        <translation>当前帧的备注</translation>
    </message>
    <message>
        <source>Note on frame {frame}, then Enter</source>
        <translation>第 {frame} 帧的备注，按回车保存</translation>
    </message>
    <message>
        <source>Annotate</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Pages of the side panel</source>
        <translation>侧边栏页面</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>Drop a video here</source>
        <translation>将视频拖到此处</translation>
    </message>
    <message>
        <source>a file, a folder of frames or of clips, a project, or a model&apos;s checkpoint</source>
        <translation>视频文件、帧或视频文件夹、项目，或模型权重文件</translation>
    </message>
    <message>
        <source>Open a Video…</source>
        <translation>打开视频…</translation>
    </message>
    <message>
        <source>Open a Folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Open {title}</source>
        <translation>打开 {title}</translation>
    </message>
    <message>
        <source>Open the dataset {name}</source>
        <translation>打开数据集 {name}</translation>
    </message>
    <message>
        <source>All changes saved</source>
        <translation>所有更改已保存</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间轴</translation>
    </message>
    <message>
        <source>Rows of the timeline</source>
        <translation>时间轴的行</translation>
    </message>
    <message>
        <source>Strips of the timeline</source>
        <translation>时间轴的曲线</translation>
    </message>
    <message>
        <source>Versions of the object&apos;s track, newest first</source>
        <translation>目标轨迹的版本，最新在前</translation>
    </message>
    <message>
        <source>Bring Back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Make the track what it was; frames drawn by hand stay</source>
        <translation>将轨迹恢复为当时的样子；手绘帧不变</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Show the frame as it was in this version</source>
        <translation>显示该帧在此版本中的样子</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Give the version a name of its own; it is kept then</source>
        <translation>为版本命名，命名后会保留</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>Show the frame as it was; hold the key for a glance</source>
        <translation>显示该帧之前的样子；按住按键可快速查看</translation>
    </message>
    <message>
        <source>Frames that changed most</source>
        <translation>变化最大的帧</translation>
    </message>
    <message>
        <source>Changed most: {frames}</source>
        <translation>变化最大：{frames}</translation>
    </message>
    <message>
        <source>Nothing has changed</source>
        <translation>没有变化</translation>
    </message>
    <message>
        <source>Device, memory and waiting jobs</source>
        <translation>设备、内存与等待的任务</translation>
    </message>
    <message>
        <source>1 job waits</source>
        <translation>1 个任务等待中</translation>
    </message>
    <message>
        <source>Models compute on the {device}
Memory of the window: {window}
Memory of the worker process: {worker}</source>
        <translation>模型在 {device} 上计算
窗口占用内存：{window}
工作进程占用内存：{worker}</translation>
    </message>
    <message>
        <source>not started yet</source>
        <translation>尚未启动</translation>
    </message>
    <message>
        <source>Only on frames</source>
        <translation>仅在这些帧</translation>
    </message>
    <message>
        <source>Let others vote on some frames; Shift+drag on the timeline selects them</source>
        <translation>让部分帧由其他成员投票；在时间轴上 Shift+拖动可选择</translation>
    </message>
    <message>
        <source>First frame of the vote</source>
        <translation>投票起始帧</translation>
    </message>
    <message>
        <source>Last frame of the vote</source>
        <translation>投票结束帧</translation>
    </message>
    <message>
        <source>Change who votes on frames {frames}</source>
        <translation>更改第 {frames} 帧的投票成员</translation>
    </message>
    <message>
        <source>Vote on these frames as on the others</source>
        <translation>这些帧与其他帧相同方式投票</translation>
    </message>
    <message>
        <source>Nothing to check yet</source>
        <translation>暂无可审核内容</translation>
    </message>
    <message numerus="yes">
        <source>{checked:,} of %Ln frame(s) checked</source>
        <translation>
            <numerusform>已审核 {checked:,}/%Ln 帧</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{checked}, %Ln need work</source>
        <translation>
            <numerusform>{checked}，%Ln 帧待修改</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done:,} of %Ln clip(s) done</source>
        <translation>
            <numerusform>已完成 {done:,}/%Ln 个视频</numerusform>
        </translation>
    </message>
    <message>
        <source>&apos;{file}&apos; is {model}: it can propagate now.</source>
        <translation>“{file}”是 {model}，现在可用于传播。</translation>
    </message>
    <message>
        <source>&apos;{file}&apos; is {model}: it can answer expressions now.</source>
        <translation>“{file}”是 {model}，现在可按表达式分割。</translation>
    </message>
    <message>
        <source>&apos;{file}&apos; is {model}: it can cut out by clicks now.</source>
        <translation>“{file}”是 {model}，现在可用于点击抠图。</translation>
    </message>
    <message>
        <source>&apos;{file}&apos; is {model}: it is used from now on.</source>
        <translation>“{file}”是 {model}，从现在起启用。</translation>
    </message>
    <message>
        <source>Importing {file}</source>
        <translation>正在导入 {file}</translation>
    </message>
    <message>
        <source>{rate:.4g} fps</source>
        <translation>{rate:.4g} fps</translation>
    </message>
    <message>
        <source>The language changes when RVOS Studio is started next.</source>
        <translation>语言将在下次启动 RVOS Studio 时更改。</translation>
    </message>
    <message>
        <source>Close the message</source>
        <translation>关闭消息</translation>
    </message>
    <message>
        <source>Drag a box around the object · click what is missing · right-click what is too much</source>
        <translation>拖出目标的外框 · 点击补上遗漏 · 右键点击去除多余</translation>
    </message>
    <message>
        <source>Brush diameter in frame pixels</source>
        <translation>画笔直径（帧像素）</translation>
    </message>
    <message>
        <source>There is no video at &apos;{path}&apos;; was it moved or renamed?</source>
        <translation>“{path}”处没有视频，是否已移动或改名？</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; is neither a file nor a folder.</source>
        <translation>“{path}”既不是文件也不是文件夹。</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; may not be read by you; ask its owner for permission.</source>
        <translation>您没有读取“{path}”的权限，请向所有者申请。</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; is an empty file (0 bytes), not a video.</source>
        <translation>“{path}”是空文件（0 字节），不是视频。</translation>
    </message>
    <message>
        <source>No frame of &apos;{path}&apos; can be decoded; the file is damaged.</source>
        <translation>“{path}”中没有可解码的帧，文件已损坏。</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; is not a video that can be read, or it was cut off before it was complete.</source>
        <translation>“{path}”不是可读取的视频，或文件不完整。</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; has no video in it, only sound or other data.</source>
        <translation>“{path}”中没有视频，只有声音或其他数据。</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; is coded in a way no decoder is at hand for.</source>
        <translation>没有可用于“{path}”编码格式的解码器。</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; is a text file, not a video.</source>
        <translation>“{path}”是文本文件，不是视频。</translation>
    </message>
    <message>
        <source>Frame {frame} of &apos;{path}&apos; is damaged and cannot be shown.</source>
        <translation>“{path}”的第 {frame} 帧已损坏，无法显示。</translation>
    </message>
    <message>
        <source>The folder &apos;{path}&apos; has no pictures (jpg, png, bmp, tif, webp) in it.</source>
        <translation>文件夹“{path}”中没有图片（jpg、png、bmp、tif、webp）。</translation>
    </message>
    <message>
        <source>The picture &apos;{path}&apos; has changed its size since the clip was opened.</source>
        <translation>打开视频之后，图片“{path}”的尺寸发生了变化。</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; is not a picture that can be read; is it damaged?</source>
        <translation>“{path}”不是可读取的图片，是否已损坏？</translation>
    </message>
    <message>
        <source>The picture &apos;{path}&apos; is no longer there.</source>
        <translation>图片“{path}”已不存在。</translation>
    </message>
    <message>
        <source>The picture &apos;{path}&apos; is damaged and cannot be shown.</source>
        <translation>图片“{path}”已损坏，无法显示。</translation>
    </message>
    <message>
        <source>The video of &apos;{project}&apos; is not at &apos;{path}&apos; any more; say where it is now.</source>
        <translation>“{project}”的视频已不在“{path}”，请指出现在的位置。</translation>
    </message>
    <message>
        <source>The video at &apos;{path}&apos; is no longer the one that &apos;{project}&apos; was made from; say where that is.</source>
        <translation>“{path}”处的视频已不是“{project}”所用的视频，请指出原视频的位置。</translation>
    </message>
    <message>
        <source>&apos;{project}&apos; is open for reading only; its folder cannot be written.</source>
        <translation>“{project}”以只读方式打开；其文件夹不可写。</translation>
    </message>
    <message>
        <source>The disk is full: the last edit of &apos;{project}&apos; was not saved. Free some space and do it again.</source>
        <translation>磁盘已满：“{project}”的最近一次编辑未保存。请释放空间后重试。</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; cannot be written; check the folder&apos;s permissions.</source>
        <translation>无法写入“{path}”，请检查文件夹权限。</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; could not be read or written: the disk failed or went away.</source>
        <translation>无法读写“{path}”：磁盘出错或已断开。</translation>
    </message>
    <message>
        <source>&apos;{project}&apos; is being written by another program; try again in a moment.</source>
        <translation>另一个程序正在写入“{project}”，请稍后重试。</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; is not an RVOS Studio project, or it is damaged.</source>
        <translation>“{path}”不是 RVOS Studio 项目，或已损坏。</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; is an RVOS Studio project without a clip; it was never finished.</source>
        <translation>“{path}”是没有视频的 RVOS Studio 项目，未曾创建完成。</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; is no longer there.</source>
        <translation>“{path}”已不存在。</translation>
    </message>
    <message>
        <source>There is no project &apos;{path}&apos;.</source>
        <translation>没有项目“{path}”。</translation>
    </message>
    <message>
        <source>This file is a database of another program, not an RVOS Studio project.</source>
        <translation>此文件是其他程序的数据库，不是 RVOS Studio 项目。</translation>
    </message>
    <message>
        <source>This project was written by a newer RVOS Studio; update the program to open it.</source>
        <translation>此项目由更新版本的 RVOS Studio 写入，请更新程序后打开。</translation>
    </message>
    <message>
        <source>&apos;{edit}&apos; is still running; stop it first, then undo it.</source>
        <translation>“{edit}”仍在运行，请先停止再撤销。</translation>
    </message>
    <message>
        <source>An expression needs words: say what you are looking for.</source>
        <translation>表达式不能为空：请写出要找的内容。</translation>
    </message>
    <message>
        <source>An expression of {length} characters is too long; say it in at most {most}.</source>
        <translation>表达式有 {length} 个字符，过长；请控制在 {most} 个以内。</translation>
    </message>
    <message>
        <source>Object {number} has the expression &apos;{text}&apos; already.</source>
        <translation>目标 {number} 已有表达式“{text}”。</translation>
    </message>
    <message>
        <source>There is no expression to look for yet; add one to the object first.</source>
        <translation>还没有可查找的表达式，请先为目标添加。</translation>
    </message>
    <message>
        <source>There is nothing to look for: these expressions refer to nothing.</source>
        <translation>无可查找：这些表达式没有指代对象。</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; has fewer than two words to leave out, so there is nothing to compare.</source>
        <translation>“{text}”可省略的词不足两个，无可比较。</translation>
    </message>
    <message>
        <source>A note of {length} characters is too long; say it in at most {most}.</source>
        <translation>备注有 {length} 个字符，过长；请控制在 {most} 个以内。</translation>
    </message>
    <message>
        <source>A version needs a name.</source>
        <translation>版本需要名称。</translation>
    </message>
    <message>
        <source>The name of a version has at most {most} characters.</source>
        <translation>版本名称最多 {most} 个字符。</translation>
    </message>
    <message>
        <source>No model votes for object {number}; switch at least one on.</source>
        <translation>目标 {number} 没有投票的模型，请至少启用一个。</translation>
    </message>
    <message>
        <source>No model has answered for object {number} yet; ask one first.</source>
        <translation>目标 {number} 还没有模型预测，请先询问一个模型。</translation>
    </message>
    <message>
        <source>Object {number} has no expression, so no model has answered for it.</source>
        <translation>目标 {number} 没有表达式，因此没有模型预测。</translation>
    </message>
    <message>
        <source>All these objects are locked; unlock one to propagate it.</source>
        <translation>这些目标均已锁定，请解锁后再传播。</translation>
    </message>
    <message>
        <source>There is no object to propagate yet; add one first.</source>
        <translation>还没有可传播的目标，请先添加。</translation>
    </message>
    <message>
        <source>Object {number} has no frame to propagate from; correct or confirm its mask on one frame first.</source>
        <translation>目标 {number} 没有可作为起点的帧，请先在某一帧上修正或确认掩码。</translation>
    </message>
    <message>
        <source>There is nothing to propagate: draw or confirm an object on a frame first.</source>
        <translation>没有可传播的内容：请先在某一帧上绘制或确认目标。</translation>
    </message>
    <message>
        <source>Nobody has drawn or confirmed a mask on frame {frame}: correct one there first.</source>
        <translation>第 {frame} 帧没有手绘或确认的掩码，请先修正。</translation>
    </message>
    <message>
        <source>There are no masks to export on these frames yet; fuse, draw or propagate some first.</source>
        <translation>这些帧上还没有可导出的掩码，请先融合、绘制或传播。</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; could not be written: {reason}.</source>
        <translation>无法写入“{path}”：{reason}。</translation>
    </message>
    <message>
        <source>There is no file &apos;{path}&apos;.</source>
        <translation>没有文件“{path}”。</translation>
    </message>
    <message>
        <source>&apos;{path}&apos; is a folder; give the file of weights itself.</source>
        <translation>“{path}”是文件夹，请选择权重文件本身。</translation>
    </message>
    <message>
        <source>&apos;{file}&apos; holds no tensors by name, so it is no file of weights.</source>
        <translation>“{file}”中没有具名张量，不是权重文件。</translation>
    </message>
    <message>
        <source>&apos;{file}&apos; is neither a torch checkpoint nor safetensors; if it was downloaded, get it again.</source>
        <translation>“{file}”既不是 torch 检查点也不是 safetensors；若为下载所得，请重新下载。</translation>
    </message>
    <message>
        <source>&apos;{file}&apos; cannot be read as weights; it is damaged, cut short or something else.</source>
        <translation>“{file}”无法作为权重读取：文件已损坏、不完整或属于其他类型。</translation>
    </message>
    <message>
        <source>The weights of {model} are not on this machine: {remedy}.</source>
        <translation>本机没有 {model} 的权重：{remedy}。</translation>
    </message>
    <message>
        <source>Learn from corrections</source>
        <translation>从修正中学习</translation>
    </message>
    <message numerus="yes">
        <source>A copy of each model learns from %Ln corrected frame(s); some are held out to see whether it helps.</source>
        <translation>
            <numerusform>每个模型的副本从 %Ln 个修正帧中学习；留出一部分以检验效果。</numerusform>
        </translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>Time for each model</source>
        <translation>每个模型的时间</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>Kept as {models}</source>
        <translation>已保存为 {models}</translation>
    </message>
</context>
</TS>
