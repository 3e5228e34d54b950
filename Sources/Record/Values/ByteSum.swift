extension Int64 {
    /// The saturating sum: sizes come from manifests, which may declare anything.
    package func addingBytes(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

extension Sequence<Int64> {
    /// The saturating sum of sizes in bytes.
    package var byteSum: Int64 { reduce(0) { $0.addingBytes($1) } }
}
