internal import Gate

/// What a report of a shard says loudly: that it is of a part only.
enum ShardLines {
    static func header(_ shard: Shard, _ counts: RunCounts, to page: inout Page) {
        page.line(
            "\(counts.claims) of \(Units.counted(counts.claims + counts.elsewhere, "claim")); names and manifests were read "
                + "for all of them", label: "shard \(shard): ", ink: .yellow)
    }

    /// The last line of all.
    static func closing(_ shard: Shard, to page: inout Page) {
        page.whole(
            "ONLY ITS PART of the release; the verdict is that of all \(shard.total) reports: blobgate merge REPORT.json...",
            label: "shard \(shard): ", ink: .yellow)
    }
}
