import OCI
import Record

/// Collects the images at known places of a file, and all faults.
struct FieldImages {
    let shortNames: ShortNames
    private(set) var uses: [ImageUse] = []
    private(set) var notices: [String] = []
    private(set) var faults = InputFaults()

    init(shortNames: ShortNames) { self.shortNames = shortNames }

    /// Adds the value at a place, which must be an image.
    mutating func add(_ tree: YAMLTree, at place: OriginPlace) {
        guard tree.tag == nil, tree.mapping == nil else {
            let reason = "a function of the template gives its value; write the image, or list it as another input"
            let text = tree.scalar.map { "\(tree.tag ?? "") \($0.text)" } ?? tree.tag ?? tree.mapping?.first?.key ?? ""
            add(InputFault(tree.source, number: tree.line, .image(.undetermined(text: text, reason), at: place)))
            return
        }
        do throws(InputError) {
            let reference = try tree.reference(at: place, shortNames: shortNames)
            add(reference, from: tree, at: place)
        } catch {
            faults.add(error)
        }
    }

    /// Adds a reference that a value has a longer form of, such as `docker://nginx`.
    mutating func add(_ text: String, from tree: YAMLTree, at place: OriginPlace) {
        var short = tree
        short.content = .scalar(YAMLScalar(text: text))
        add(short, at: place)
    }

    private mutating func add(_ reference: ImageReference, from tree: YAMLTree, at place: OriginPlace) {
        uses.append(
            ImageUse(reference: reference, origins: [Origin(source: tree.source, number: tree.line, place: place)]))
    }

    mutating func add(_ fault: InputFault) { faults.add(fault) }

    mutating func add(_ error: InputError) { faults.add(error) }

    mutating func add(_ reading: InputReading) {
        uses += reading.uses
        for notice in reading.notices { note(notice) }
    }

    mutating func note(_ notice: String) {
        if !notices.contains(notice) { notices.append(notice) }
    }

    /// The images. Throws all faults, or that there is no image.
    func reading(_ source: InputSource, empty: String) throws(InputError) -> InputReading {
        try faults.check()
        guard !uses.isEmpty else {
            var all = InputFaults()
            all.add(InputFault(source, .structure(empty)))
            for notice in notices { all.add(InputFault(source, .structure(notice))) }
            throw all.all
        }
        return InputReading(uses: ReleaseReader.merge(uses), notices: notices)
    }
}
