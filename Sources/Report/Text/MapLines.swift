internal import OCI
internal import Record

/// Shows where the examined contents are right or wrong on each backend: a map for a content with a fault, or for the only
/// content examined; one line for any other content.
struct MapLines {
    let run: Run

    func add(to page: inout Page) {
        guard !run.overview.isEmpty else { return }
        let shown = run.overview.filter { run.overview.count == 1 || !isIntact($0) }
        for look in run.overview where run.overview.count > 1 && isIntact(look) {
            let backends = look.maps.map(\.backend).joined(separator: ", ")
            page.line("\(name(look)): intact on \(backends)", label: "map: ")
        }
        for look in shown { add(look, to: &page) }
        if !shown.isEmpty {
            page.line("=  right    X  wrong, at least one byte    ?  not sent    .  not compared", label: "  ")
        }
        if run.verdict == .verified {
            page.line(
                "\(Units.counted(run.overview.count, "content")) read in full from every selected backend: every byte is "
                    + "right", label: "intact: ", ink: .green)
        }
        page.line()
    }

    private func add(_ look: Investigation, to page: inout Page) {
        let cell = MapRow.cellBytes(of: look.size)
        page.line(
            "\(name(look)); a cell is \(Units.counted(Int(cell), "byte"))", label: "map: ")
        let width = look.maps.map { Page.ascii($0.backend).utf8.count }.max() ?? 0
        page.whole(scale(of: look.size), label: "  " + String(repeating: " ", count: width) + "  ")
        for map in look.maps {
            let row = MapRow(map, size: look.size)
            let cells = row.text.padded(to: MapRow.width)
            page.whole(
                "\(Page.ascii(map.backend).padded(to: width)) [\(cells)] \(words(map, row, look))", label: "  ",
                ink: row.cells.contains(.bad) ? .red : nil)
        }
        if let saved = look.savedCopy {
            page.line("\(saved.path) contains the right bytes (\(look.digest.short))", label: "  saved: ")
        }
    }

    /// The content and its size.
    func name(_ look: Investigation) -> String {
        let kind = run.claims.first { $0.digest == look.digest }?.kind.rawValue ?? "content"
        return "\(kind) \(look.digest.short) of \(look.repository), \(Units.exact(look.size))"
    }

    private func isIntact(_ look: Investigation) -> Bool {
        look.maps.allSatisfy { map in map.stretches.allSatisfy { $0.state == .good } && fault(of: look, map) == nil }
    }

    /// A ruler with the offset at which each quarter of the map begins.
    private func scale(of size: Int64) -> String {
        let cell = MapRow.cellBytes(of: size)
        let quarter = MapRow.width / 4
        let columns = Array(stride(from: 0, to: MapRow.count(of: size), by: quarter))
        return columns.map { column in
            "|\(Int64(column) * cell)".padded(to: column == columns.last ? 0 : quarter)
        }.joined()
    }

    private func fault(of look: Investigation, _ map: BlobMap) -> Finding? {
        run.claims.first {
            $0.digest == look.digest && $0.repository == look.repository && $0.registry == look.registry
                && $0.backend == map.backend
        }?.finding
    }

    /// What the map of a backend shows, in a few words.
    func words(_ map: BlobMap, _ row: MapRow, _ look: Investigation) -> String {
        let bad = row.cells.count { $0 == .bad }
        if bad > 0 {
            let cells = "\(Units.counted(bad, "cell")) wrong"
            guard let first = map.damages.first, first.isExact else { return "\(cells), exact bytes not known" }
            return "\(cells), the first byte is \(first.bytes.lowerBound)"
        }
        guard let fault = fault(of: look, map) else { return "right" }
        return fault.code.isForCorrectBytes ? "right" : fault.code.title
    }
}
