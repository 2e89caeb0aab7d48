/** Colours of series, told apart in light and dark and by people who see fewer colours (after Okabe and Ito). */
const LIGHT = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#7a6fd0", "#8a8f98"];
const DARK = ["#4aa8e0", "#f0b73e", "#2fc49a", "#e39bc4", "#8fd0f5", "#f08a4b", "#a59cf0", "#8b93a1"];

/** How many series a chart has at most; the last colour is for all others. */
export const SERIES = LIGHT.length;

const colors = (list: readonly string[]) => list.map((color, i) => `--s${i}:${color}`).join(";");
const DARK_VARIABLES = `--bg:#0f1318;--card:#181e26;--text:#e6eaf0;--muted:#9aa5b4;--line:#2a323d;--accent:#4aa8e0;--good:#3ecf8e;--bad:#ffb454;--shade:#242d38;${colors(DARK)}`;

/** The page's only style sheet. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f5f7fa;--card:#fff;--text:#1a2230;--muted:#5b6777;--line:#dde3ea;--accent:#0072b2;--good:#0b7a53;--bad:#9a4b00;--shade:#eef1f5;${colors(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${DARK_VARIABLES}}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1080px;margin:0 auto;padding:28px 20px 48px}
h1{font-size:26px;line-height:1.2;margin:0}
h2{font-size:17px;margin:0 0 12px}
p{margin:0 0 8px}
section p,.legend{margin-top:10px}
section h2+p{margin-top:-6px}
.sub{color:var(--muted);margin:4px 0 20px}
.banner{border:2px solid var(--bad);border-radius:10px;color:var(--bad);font-weight:650;padding:10px 16px;margin-bottom:16px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin-bottom:16px}
.card,section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px}
section{margin-bottom:16px;overflow-x:auto}
.card .name{color:var(--muted);font-size:13px}
.card .figure{font-size:24px;font-weight:650;line-height:1.25;font-variant-numeric:tabular-nums}
.card .more{color:var(--muted);font-size:13px}
.good{color:var(--good)}.bad{color:var(--bad)}.muted{color:var(--muted)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{color:var(--muted);font-weight:600;font-size:13px;text-align:left;white-space:nowrap}
th,td{padding:6px 10px;border-bottom:1px solid var(--line);vertical-align:middle}
tbody tr:last-child td{border-bottom:0}
tfoot td{font-weight:650;border-top:2px solid var(--line);border-bottom:0}
.n{text-align:right;white-space:nowrap}
td.who{overflow-wrap:anywhere;min-width:130px}
td.id{font:13px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
svg{display:block}
svg text{fill:var(--muted);font-size:11px;font-family:inherit}
.chart{width:100%;height:auto;min-width:640px}
.grid{stroke:var(--line)}
.weekend{fill:var(--shade)}
.nolog{fill:var(--bad)}
.track{fill:var(--shade)}
.meter{fill:var(--accent)}
.over{fill:var(--bad)}
.spark{fill:var(--accent)}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:13px;color:var(--muted)}
.legend span{display:inline-flex;align-items:center;gap:6px}
${LIGHT.map((_color, i) => `.s${i}{fill:var(--s${i})}`).join("")}
ul{margin:0;padding-left:20px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0}
dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
details{margin-top:12px}summary{cursor:pointer;color:var(--muted)}
footer{color:var(--muted);font-size:13px}
@media (max-width:640px){main{padding:16px 10px}.card .figure{font-size:20px}th,td{padding:5px 6px}}
@media print{:root{color-scheme:light;--bg:#fff;--card:#fff;--text:#000;--muted:#444;--line:#ccc;--accent:#0072b2;--good:#0b7a53;--bad:#9a4b00;--shade:#eee;${colors(LIGHT)}}
body{font-size:11px;print-color-adjust:exact;-webkit-print-color-adjust:exact}main{max-width:none;padding:0}
section,.card{break-inside:avoid;border-color:#ccc}section.long{break-inside:auto}tr{break-inside:avoid}section{overflow:visible}.chart{min-width:0}details>summary{display:none}}
`;
