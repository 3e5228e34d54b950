@main struct Blobgate { static func main() {} }
