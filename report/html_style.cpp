#include "report/html_assets.hpp"

namespace preflight {

// Colour says how something stands and nothing else; each has a word beside it. Contrasts are those
// of WCAG 2.2 AA in both schemes.
std::string_view html_style() {
  return R"css(
:root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--sunk:#f4f5f7;--line:#d8dde5;--text:#1b2330;--soft:#556173;--link:#1d56a8;--fail:#b3261e;--fail-in:#fdeceb;--warn:#855300;--warn-in:#fff3dc;--pass:#1b6e3c;--pass-in:#e6f4eb;--unknown:#5b3fa8;--unknown-in:#f0ecfb;--skip:#556173;--skip-in:#eceff3;--share:#6d87ad;--rest:#e4e8ee}
@media (prefers-color-scheme:dark){:root{--page:#10141b;--card:#181e28;--sunk:#10141b;--line:#2e3746;--text:#e5e9f0;--soft:#a5afbf;--link:#8fbcff;--fail:#ff9a91;--fail-in:#3a1c1d;--warn:#ffca70;--warn-in:#362a10;--pass:#82d9a0;--pass-in:#142e1f;--unknown:#c8b8ff;--unknown-in:#292045;--skip:#a5afbf;--skip-in:#232b38;--share:#7f9cc7;--rest:#2a3240}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:74rem;padding:1.5rem 1.25rem 3rem;background:var(--page);color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
h1,h2,h3,h4,p,dl,dd,ol,ul,pre,table{margin:0;padding:0}
h1{font-size:1.9rem;line-height:1.15;letter-spacing:-.01em}
h2{font-size:1.15rem;margin:2.25rem 0 .75rem}
h3{font-size:1.05rem;line-height:1.4}
h4{font-size:1rem;font-weight:600;line-height:1.4}
code,pre,.mono,.tree{font-family:ui-monospace,"Cascadia Mono","SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.875em}
h1 code,h3 code,h4 code{font-weight:500}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}
main:focus{outline:none}
.skip-link{position:absolute;left:-100rem;top:.5rem;padding:.5rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:8px;z-index:1}
.skip-link:focus{left:1rem}
.fail{--tone:var(--fail);--in:var(--fail-in)}.warn{--tone:var(--warn);--in:var(--warn-in)}.pass{--tone:var(--pass);--in:var(--pass-in)}.unknown{--tone:var(--unknown);--in:var(--unknown-in)}.skip{--tone:var(--skip);--in:var(--skip-in)}

.brand{color:var(--soft);margin-bottom:.6rem}
.brand b{color:var(--text)}
.verdict{display:flex;flex-wrap:wrap;align-items:center;gap:.75rem 1rem;padding:1.1rem 1.25rem;border-radius:14px;background:var(--in);border:1px solid var(--tone)}
.verdict h1{color:var(--tone)}
.disc{flex:none;width:3rem;height:3rem;border-radius:50%;display:grid;place-items:center;font-size:1.6rem;font-weight:700;background:var(--tone);color:var(--in)}
.verdict>div{flex:1 1 14rem}
.tally{display:flex;flex-wrap:wrap;gap:.4rem;list-style:none}
.tally li{color:var(--tone);background:var(--card);border:1px solid var(--tone);border-radius:99px;padding:.1rem .7rem;font-size:.875rem}
.meta{display:flex;flex-wrap:wrap;gap:.35rem 1.25rem;margin-top:.9rem;font-size:.8125rem}
.meta dt{display:inline;color:var(--soft)}
.meta dt::after{content:" "}
.meta dd{display:inline;font-weight:500}

.causes ol{list-style:none;counter-reset:step;display:grid;gap:.75rem}
.causes li{min-width:0}
.causes ol>li{counter-increment:step;position:relative;background:var(--card);border:1px solid var(--line);border-left:4px solid var(--tone);border-radius:12px;padding:1rem 1.1rem 1.1rem 3.6rem}
.causes ol>li::before{content:counter(step);position:absolute;left:1rem;top:1rem;width:1.7rem;height:1.7rem;border-radius:50%;display:grid;place-items:center;font-size:.875rem;font-weight:700;background:var(--tone);color:var(--card)}
.targets{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;margin-top:.25rem}
.why,.hard,.place,.kind,.quiet{margin-top:.35rem}
.why b{color:var(--soft);font-weight:600;margin-right:.3rem}
.hard{color:var(--fail);font-weight:600}
.place,.quiet,.kind{color:var(--soft);font-size:.875rem}

.remedies{list-style:none;display:grid;gap:.5rem;margin-top:.75rem}
.remedies>li{position:relative;padding-left:1.5rem}
.remedies>li::before{content:"→";position:absolute;left:0;color:var(--soft)}
.needs{display:inline-block;font-size:.8125rem;color:var(--warn);background:var(--warn-in);border-radius:99px;padding:0 .6rem}
.command{display:flex;align-items:flex-start;gap:.5rem;margin-top:.35rem;padding:.5rem .5rem .5rem .75rem;background:var(--sunk);border:1px solid var(--line);border-radius:8px}
.command code{flex:1;min-width:0;white-space:pre-wrap;padding:.1rem 0}
button,input{font:inherit;font-size:.875rem;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:7px;padding:.25rem .7rem;min-height:2rem}
button{cursor:pointer}
button:hover{border-color:var(--link);color:var(--link)}
.copy{flex:none;min-height:1.7rem;padding:.05rem .6rem}

.bar{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.5rem 1rem;margin:2.25rem 0 .75rem}
.bar h2{margin:0}
#tools{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem;font-size:.875rem}
#tools[hidden]{display:none}
#find{width:17rem;max-width:100%}
#find::placeholder{color:var(--soft);opacity:1}
#told:not(:empty){margin-bottom:.5rem;color:var(--soft);font-size:.875rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}

.check{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--tone);border-radius:12px;margin-bottom:.6rem}
.check.gone{content-visibility:hidden;border:0;margin:0}
@supports not (content-visibility:hidden){.check.gone,.tree.aside{display:none}}
.check:target{outline:3px solid var(--tone);outline-offset:1px}
.check>details>summary{display:grid;grid-template-columns:4.6rem minmax(0,2fr) minmax(0,3fr) 4.5rem 1rem;align-items:baseline;gap:.15rem .9rem;padding:.75rem 1.1rem;cursor:pointer;list-style:none;border-radius:12px}
.check summary::-webkit-details-marker{display:none}
.check>details>summary::after{content:"";width:.5rem;height:.5rem;border:solid var(--soft);border-width:0 2px 2px 0;transform:rotate(45deg);align-self:center;justify-self:end}
.check>details[open]>summary::after{transform:rotate(225deg)}
.check>details>summary:hover{background:var(--sunk)}
.badge{justify-self:start;font-size:.8125rem;font-weight:600;color:var(--tone);background:var(--in);border-radius:99px;padding:.05rem .65rem}
.spent{color:var(--soft);font-size:.8125rem;text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.body{padding:.1rem 1.1rem 1.1rem;border-top:1px solid var(--line)}
.finding{margin-top:1rem;padding-left:.9rem;border-left:3px solid var(--tone)}
.sign{font-family:system-ui,sans-serif;font-size:.75rem;font-weight:600;color:var(--tone);background:var(--in);border-radius:99px;padding:.05rem .55rem}

table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .8rem .4rem 0}
thead th{color:var(--soft);font-weight:600;font-size:.8125rem;border-bottom:1px solid var(--line)}
tbody tr+tr>*{border-top:1px solid var(--line)}
.processes{margin-top:.9rem}
.processes .name{font-weight:600}
.processes th,.processes td{overflow-wrap:break-word}
.processes .mono{min-width:14rem;overflow-wrap:anywhere}
.processes .since{min-width:8.5rem}
.processes .does{min-width:6rem}
.processes .from{min-width:10rem}
.none{color:var(--soft)}
.times th[scope=row]{font-weight:400;width:45%}
.times td:last-child,.times th:last-child{text-align:right;padding-right:0;white-space:nowrap;font-variant-numeric:tabular-nums}
.share svg{display:block;margin-top:.35rem}
.share rect{fill:var(--share)}.share .rest{fill:var(--rest)}
.times thead th:nth-child(2){width:40%}

.more{margin-top:.7rem}
.more>summary{cursor:pointer;color:var(--link);font-size:.875rem;width:fit-content}
.more>ul,.more>ol{padding-left:1.4rem}
.more .remedies{padding-left:0}
.label{color:var(--soft);font-weight:600;font-size:.8125rem;margin-top:.5rem}
.more>.copy{margin-top:.5rem}
.json,.log{white-space:pre-wrap;margin-top:.5rem;padding:.75rem;background:var(--sunk);border:1px solid var(--line);border-radius:8px;font-size:.8125rem;line-height:1.45}
.of-tree{margin-top:1rem}
.tree,.tree ul{list-style:none}
.tree{margin-top:.4rem;line-height:1.7}
.tree ul{margin-left:.45rem;padding-left:1rem;border-left:1px solid var(--line)}
.tree li{display:block}
.tree.aside{content-visibility:hidden}
.tree summary{cursor:pointer}
.tree .leaf{padding-left:1.05rem}
.tree .note{color:var(--soft)}
.tree .hit>.node,.tree .hit .node{background:var(--warn-in);color:var(--warn);border-radius:3px}

footer{margin-top:2.5rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.8125rem}
@media (max-width:48rem){
body{padding:1rem .75rem 2rem}
h1{font-size:1.6rem}
.causes ol>li{padding:.9rem .9rem 1rem}
.causes ol>li h3{padding-left:2.3rem;min-height:1.7rem}
.causes ol>li::before{left:.8rem;top:.85rem}
.check>details>summary{grid-template-columns:auto 1fr auto;padding:.7rem .9rem}
.check>details>summary::after{grid-column:3;grid-row:1}
.check h3,.says{grid-column:1/-1}
.spent{grid-column:2;grid-row:1;text-align:left}
.body{padding:.1rem .9rem .9rem}
#tools,#find{width:100%}
.processes thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.processes tbody,.processes tr,.processes td{display:block}
.processes td{display:grid;grid-template-columns:5.2rem minmax(0,1fr);gap:.5rem;border:0!important;padding:.12rem 0}
.processes td::before{content:attr(data-label);color:var(--soft);font-family:system-ui,sans-serif;font-weight:400;font-size:.8125rem}
.processes tr+tr{border-top:1px solid var(--line);margin-top:.5rem;padding-top:.5rem}
.processes td{min-width:0!important}
.times thead th:nth-child(2){width:25%}
}
@media print{
:root{color-scheme:light;--page:#fff;--card:#fff;--sunk:#fff;--line:#bbb;--text:#000;--soft:#444;--link:#000;--fail:#8c1d18;--fail-in:#fff;--warn:#6b4300;--warn-in:#fff;--pass:#14532d;--pass-in:#fff;--unknown:#452f80;--unknown-in:#fff;--skip:#444;--skip-in:#fff;--share:#666;--rest:#eee}
body{max-width:none;padding:0;font-size:10pt}
#tools,.copy,.skip-link,.more,.check>details>summary::after{display:none!important}
details::details-content{content-visibility:visible;display:block}
.check,.causes ol>li{break-inside:auto;border-radius:0}
.body{border:0}
h2,h3,h4,summary{break-after:avoid}
tr,.command,.remedies>li{break-inside:avoid}
.disc{border:2px solid}
.share svg{print-color-adjust:exact}
}
)css";
}

}  // namespace preflight
