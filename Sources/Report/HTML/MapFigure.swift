internal import Foundation
internal import OCI
internal import Record

/// The map of a blob on each backend: which bytes are right and wrong, and the slices of the cache that hold them.
struct MapFigure {
    /// The units of the drawing per cell of a map.
    private static let unit = 10
    private static let height = 26
    /// How many slices a table lists.
    private static let mostSlices = 40

    let run: Run
    let look: Investigation

    /// The maps of `diagnose`, which are about every content that it examined.
    static func overview(of run: Run) -> [MapFigure] { run.overview.map { MapFigure(run: run, look: $0) } }

    func add(to html: inout HTMLText) {
        guard look.size > 0, !look.maps.isEmpty else { return }
        let lines = MapLines(run: run)
        html.table(lines.name(look), ["backend", "map", "bytes"], style: .lane) { html in
            html.element(.tbody) { html in
                for map in look.maps {
                    let row = MapRow(map, size: look.size)
                    let words = lines.words(map, row, look)
                    html.element(.tr) { html in
                        html.element(.th, .scope(.row), text: map.backend)
                        html.element(.td) { html in
                            draw(row, map, "\(map.backend): \(words)", &html)
                            scale(&html)
                        }
                        html.element(.td, text: words)
                    }
                }
            }
        }
        key(&html)
        for map in look.maps { slices(of: map, &html) }
        if let saved = look.savedCopy {
            html.element(.p) { html in
                html.append("saved: ")
                html.element(.code, text: saved.path)
            }
        }
    }

    private var columns: Int { MapRow.count(of: look.size) }

    private func draw(_ row: MapRow, _ map: BlobMap, _ words: String, _ html: inout HTMLText) {
        let height = map.slices.isEmpty ? Self.height : Self.height + 10
        html.element(
            .svg, .viewBox(width: columns * Self.unit, height: height), .stretched, .role(.img), .name(words)
        ) { html in
            var start = 0
            while start < row.cells.count {
                let cell = row.cells[start]
                var end = start
                while end < row.cells.count, row.cells[end] == cell { end += 1 }
                let (x, width) = (start * Self.unit, (end - start) * Self.unit)
                let isBad = cell == .bad
                html.empty(
                    .rect, .style(cell.style), .x(x), .y(isBad ? 0 : 5), .width(width),
                    .height(isBad ? Self.height : Self.height - 10))
                if isBad { cross(from: x, width, &html) }
                start = end
            }
            for slice in map.slices { draw(slice, &html) }
        }
    }

    /// Crosses make wrong bytes visible without colors.
    private func cross(from x: Int, _ width: Int, _ html: inout HTMLText) {
        let crosses = stride(from: x, to: x + width, by: Self.unit).flatMap { left in
            [
                [(x: left, y: 4), (x: left + Self.unit, y: Self.height - 4)],
                [(x: left + Self.unit, y: 4), (x: left, y: Self.height - 4)],
            ]
        }
        html.empty(.path, .lines(crosses))
    }

    private func draw(_ slice: SliceView, _ html: inout HTMLText) {
        let bytes = slice.bytes.clamped(to: 0..<look.size)
        guard !bytes.isEmpty else { return }
        let scale = Double(columns * Self.unit) / Double(look.size)
        let x = Int(Double(bytes.lowerBound) * scale)
        let end = max(x + 2, Int((Double(bytes.upperBound) * scale).rounded(.up)))
        html.empty(
            .rect, .style(slice.style), .x(x), .y(Self.height + 3), .width(max(1, end - x - 1)), .height(7))
    }

    /// The offsets at which the map begins, is half over, and ends.
    private func scale(_ html: inout HTMLText) {
        html.element(.div, .style(.axis), .hidden) { html in
            for text in ["0", Units.bytes(look.size / 2), Units.bytes(look.size)] { html.element(.span, text: text) }
        }
    }

    private func key(_ html: inout HTMLText) {
        let hasSlices = look.maps.contains { !$0.slices.isEmpty }
        if hasSlices { html.element(.p, .style(.muted), text: HTMLWords.mapKey) }
        let all: [(HTMLClass, String)] = [
            (.good, HTMLWords.right), (.bad, HTMLWords.wrong), (.silent, HTMLWords.notSent),
            (.unread, HTMLWords.notCompared),
        ]
        let slices: [(HTMLClass, String)] = [
            (.hit, HTMLWords.hit), (.miss, HTMLWords.miss), (.cacheless, HTMLWords.otherStatus),
        ]
        html.element(.ul, .style(.key)) { html in
            for (style, words) in hasSlices ? all + slices : all {
                html.element(.li) { html in
                    html.element(.span, .style(style), .hidden, text: "")
                    html.append(words)
                }
            }
        }
    }

    private func slices(of map: BlobMap, _ html: inout HTMLText) {
        guard !map.slices.isEmpty else { return }
        let damaged = map.damagedSlices
        let shown = damaged.isEmpty ? map.slices : damaged
        html.element(.details) { html in
            html.element(.summary, text: "\(HTMLWords.slices): \(map.backend)")
            html.table(
                "\(map.backend): \(Units.counted(shown.count, "slice"))",
                ["slice", "bytes", "state", "cache status", "stored size of the blob", "digest of the right bytes"]
            ) { html in
                html.element(.tbody) { html in
                    for slice in shown.prefix(Self.mostSlices) {
                        let isBad = map.damages.contains { $0.bytes.overlaps(slice.bytes) }
                        html.row([
                            "\(slice.index)", "\(slice.bytes.lowerBound)-\(slice.bytes.upperBound - 1)",
                            isBad ? HTMLWords.wrong : map.isGood(slice.bytes) ? HTMLWords.right : HTMLWords.notCompared,
                            slice.cacheStatus ?? HTMLWords.none, slice.storedTotal.map { "\($0)" } ?? HTMLWords.none,
                            slice.rightDigest?.description ?? HTMLWords.none,
                        ])
                    }
                }
            }
            let more = shown.count - Self.mostSlices
            if more > 0 { html.element(.p, text: HTMLWords.more(more, "slice")) }
        }
    }
}

extension MapRow.Cell {
    fileprivate var style: HTMLClass {
        switch self {
        case .good: .good
        case .notLooked: .unread
        case .unreachable: .silent
        case .bad: .bad
        }
    }
}

extension SliceView {
    fileprivate var style: HTMLClass {
        switch CacheReply(cacheStatus) {
        case .hit: .hit
        case .miss: .miss
        case nil: .cacheless
        }
    }
}
