/// The style sheets of a report in HTML.
enum HTMLStyle {
    /// The colors, for light and dark. Each pair of a text and its ground has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3), and
    /// each mark of a drawing one of at least 3 to 1 (1.4.11).
    static let colors: StaticString = """
        :root{color-scheme:light dark;
        --fg:#1b1f24;--bg:#ffffff;--muted:#525b66;--panel:#f4f6f8;--rule:#cdd4dc;--link:#0a4da8;
        --proven:#0b5527;--on-proven:#ddf4e4;--reused:#0a4f60;--on-reused:#d9f0f6;--open:#454c55;--on-open:#e9edf1;
        --undecided:#6d3c00;--on-undecided:#ffefcc;--waived:#5b3392;--on-waived:#f0e6fb;--refused:#8f0d1d;--on-refused:#ffe0e2;
        --good:#2a8a4c;--bad:#c91f2c;--silent:#9a6500;--hit:#0f7489;--miss:#7847b8;--load:#3a6ea8;--round:#57606a}
        @media (prefers-color-scheme:dark){:root{
        --fg:#e4eaf0;--bg:#0f1318;--muted:#a3afbb;--panel:#181d24;--rule:#39424d;--link:#86bdff;
        --proven:#92e5ac;--on-proven:#12301e;--reused:#8fdcf0;--on-reused:#0d2f38;--open:#c3cad2;--on-open:#252c35;
        --undecided:#ffd083;--on-undecided:#3a2a08;--waived:#d7bbff;--on-waived:#2c1f42;--refused:#ffb3b8;--on-refused:#47131b;
        --good:#4bb872;--bad:#ff6b74;--silent:#dfa436;--hit:#3fb6cf;--miss:#b58cf0;--load:#6aa5e6;--round:#a3afbb}}

        """

    /// The layout. Symbols say without colors what a state is; a screen reader has the words and leaves them out.
    static let sheet: StaticString = """
        *{box-sizing:border-box}
        html{font:16px/1.5 system-ui,sans-serif;background:var(--bg);color:var(--fg);-webkit-text-size-adjust:100%}
        body{max-width:92rem;margin:0 auto;padding:1rem clamp(.75rem,3vw,2rem)}
        h1,h2,h3,h4{line-height:1.25;margin:0;text-wrap:balance;overflow-wrap:anywhere}
        h1{font-size:1.9rem}
        h2{font-size:1.35rem;margin-top:2.5rem;padding-bottom:.3rem;border-bottom:1px solid var(--rule)}
        h3{font-size:1.08rem;margin:1.4rem 0 .5rem}
        h4{font-size:1rem;margin:1rem 0 .3rem}
        p,ul,ol,dl,pre{margin:.5rem 0}
        p,li,dd,dt{overflow-wrap:anywhere}
        ul,ol{padding-left:1.4rem}
        code,pre{font:.86rem/1.5 ui-monospace,monospace}
        code{overflow-wrap:anywhere}
        pre{background:var(--panel);border:1px solid var(--rule);border-radius:.3rem;padding:.5rem .7rem;white-space:pre-wrap}
        a{color:var(--link)}
        :focus-visible{outline:3px solid var(--link);outline-offset:2px}
        :target{outline:2px dashed var(--link);outline-offset:4px}
        .skip{position:absolute;left:-99rem}
        .skip:focus{left:1rem;top:.5rem;background:var(--bg);padding:.4rem .7rem;z-index:2}
        .muted{color:var(--muted)}
        h1 .muted,h3 .muted{font-size:.9rem;font-weight:400}
        .banner{background:var(--panel);border:1px solid var(--rule);border-radius:.5rem;padding:1rem 1.2rem}
        .banner p{max-width:75rem}
        article{border:1px solid var(--rule);border-radius:.5rem;padding:0 1rem .7rem;margin:1rem 0}
        nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;list-style:none;padding:0}
        .facts{display:grid;grid-template-columns:minmax(5rem,auto) minmax(0,1fr);gap:.2rem 1rem}
        .facts dt{grid-column:1;color:var(--muted);overflow-wrap:normal}
        .facts dd{grid-column:2;margin:0}
        .causes dt{font-weight:600;margin-top:.4rem}
        .causes dd{margin:0;padding-left:1rem}
        .scroll{overflow-x:auto;margin:.6rem 0}
        table{border-collapse:collapse;font-size:.9rem;min-width:100%}
        caption{text-align:left;padding:.2rem 0 .4rem;font-weight:600;overflow-wrap:anywhere}
        th,td{border:1px solid var(--rule);padding:.3rem .55rem;text-align:left;vertical-align:top;font-weight:400;
        overflow-wrap:anywhere;min-width:4.5rem}
        thead th{background:var(--panel);font-weight:600;overflow-wrap:normal}
        .count{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        .matrix th[scope=row]{position:sticky;left:0;background:var(--bg);min-width:9rem;max-width:24rem}
        .matrix td{min-width:6.5rem}
        .matrix td a{color:inherit}
        .matrix thead th{position:sticky;top:0}
        .matrix .blob th[scope=row]{padding-left:1.6rem;font-size:.85rem}
        #only:checked~.scroll .good{display:none}
        main>section{content-visibility:auto;contain-intrinsic-size:auto 60rem}
        .proven,.reused,.open,.undecided,.waived,.refused{border-radius:.25rem}
        span.proven,span.reused,span.open,span.undecided,span.waived,span.refused{padding:.05em .45em;font-weight:600}
        .proven{color:var(--proven);background:var(--on-proven)}
        .reused{color:var(--reused);background:var(--on-reused)}
        .open{color:var(--open);background:var(--on-open)}
        .undecided{color:var(--undecided);background:var(--on-undecided)}
        .waived{color:var(--waived);background:var(--on-waived)}
        .refused{color:var(--refused);background:var(--on-refused)}
        .apart{color:var(--muted)}
        .proven::before{content:"\\2713\\a0";content:"\\2713\\a0"/""}
        .reused::before{content:"\\21ba\\a0";content:"\\21ba\\a0"/""}
        .undecided::before{content:"?\\a0";content:"?\\a0"/""}
        .waived::before{content:"!\\a0";content:"!\\a0"/""}
        .refused::before{content:"\\2717\\a0";content:"\\2717\\a0"/""}
        summary{cursor:pointer;padding:.2rem 0;overflow-wrap:anywhere}
        details>div,details>p,details>ul{margin-left:1rem}
        .wrap{font-size:.88rem}
        svg{display:block;width:100%;height:2.2rem;forced-color-adjust:none}
        .lane{table-layout:fixed}
        .lane th:first-child{width:11rem}
        .lane th:nth-child(3),.lane td:nth-child(3){width:16rem}
        .good{fill:var(--good)}
        .bad{fill:var(--bad)}
        .silent{fill:var(--silent)}
        .unread{fill:var(--bg);stroke:var(--muted);stroke-dasharray:4 3}
        .hit{fill:var(--hit)}
        .miss{fill:var(--miss)}
        .other{fill:var(--muted)}
        .load{fill:var(--load)}
        .round{fill:var(--round)}
        svg path{stroke:var(--bg);stroke-width:1.6;fill:none}
        .clock{padding-left:11rem}
        .axis,.clock{display:flex;justify-content:space-between;color:var(--muted);font-size:.8rem}
        .key{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;font-size:.85rem}
        .key span{display:inline-block;width:1.1rem;height:.8rem;margin-right:.4rem;border:1px solid var(--muted)}
        .key .good{background:var(--good)}
        .key .bad{background:linear-gradient(45deg,transparent 42%,var(--bg) 42% 58%,transparent 58%),var(--bad)}
        .key .silent{background:var(--silent)}
        .key .unread{border-style:dashed}
        .key .hit{background:var(--hit)}
        .key .miss{background:var(--miss)}
        .key .other{background:var(--muted)}
        footer{margin-top:3rem;border-top:1px solid var(--rule);color:var(--muted);font-size:.85rem}
        @media (max-width:40rem){
        h1{font-size:1.5rem}
        .facts{grid-template-columns:minmax(0,1fr)}
        .facts dt,.facts dd{grid-column:1}
        .facts dd{padding-left:.8rem}
        .matrix th[scope=row]{max-width:44vw}
        .clock{padding-left:0}
        .lane thead{position:absolute;left:-99rem}
        .lane tr,.lane th,.lane td{display:block;width:auto!important;border-width:0 0 0 0}
        .lane tr{border-bottom:1px solid var(--rule)}
        article{padding:0 .6rem .5rem}
        }
        @media print{
        html{font-size:11px}
        body{max-width:none;padding:0;print-color-adjust:exact;-webkit-print-color-adjust:exact}
        nav,.skip,#only,.filter{display:none}
        main>section{content-visibility:visible}
        .scroll{overflow:visible}
        .matrix th[scope=row],.matrix thead th{position:static}
        tr,.banner,svg{break-inside:avoid}
        h2,h3{break-after:avoid}
        article details::details-content,#matrix~details::details-content{content-visibility:visible;display:block;height:auto}
        }

        """
}
