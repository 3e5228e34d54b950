/// The imports allowed for each target, from the design. Any other import is a mistake.
enum Arrows {
    /// Own targets and products of packages.
    static let table: [String: Set<String>] = [
        "OCI": [],
        "Files": [],
        "CBusFault": [],
        "CLibcurl": [],
        "CLibcrypto": [],
        "CZlib": [],
        "CZstd": [],
        "Transfer": ["Files", "CLibcurl", "CLibcrypto"],
        "CLibresolv": [],
        "Layer": ["OCI", "Record", "Transfer", "CZlib", "CZstd"],
        "Record": ["OCI", "CLibcrypto"],
        "Registry": [
            "CLibresolv", "Files", "OCI", "Record", "Transfer", "Layer", "Subprocess", "SystemPackage",
        ],
        "Release": ["Files", "OCI", "Record", "Yams"],
        "Disk": ["OCI", "Record", "Transfer", "Layer", "Release"],
        "Ledger": ["OCI", "Record", "CBusFault", "CZstd", "GRDB"],
        "Gate": ["OCI", "Record", "Transfer", "Layer", "Registry", "Release", "Ledger"],
        "Diagnosis": ["Files", "OCI", "Record", "Transfer", "Layer", "Registry", "Release", "Ledger", "Gate"],
        "Attest": ["OCI", "Record", "CLibcrypto"],
        "Report": ["Attest", "OCI", "Record"],
        "blobgate": [
            "Files", "OCI", "Record", "Transfer", "Registry", "Release", "Disk", "Ledger", "Gate", "Diagnosis",
            "Attest", "Report",
            "ArgumentParser",
            "Subprocess", "SystemPackage", "Yams",
        ],
    ]

    /// Data structures and algorithms, which every target may use.
    static let collections: Set<String> = ["Algorithms", "DequeModule", "HeapModule", "OrderedCollections"]

    /// Modules that come with the toolchain.
    static let system: Set<String> = ["Foundation", "Glibc", "Musl", "Synchronization", "Dispatch"]

    /// `PATH:LINE: …` for each import that is not in the table.
    static func faults(in file: SourceFile, of target: String) -> [String] {
        let allowed = (table[target] ?? []).union(system).union(collections)
        return file.imports.filter { !allowed.contains($0.module) }.map { found in
            "\(file.path):\(found.line): \(target) must not import \(found.module)"
        }
    }
}
