/* python.exe of the test runtime: hands the command line to the interpreter in python311.dll. */
#include <windows.h>

int wmain(int count, wchar_t **words)
{
    HMODULE library = LoadLibraryW(L"python311.dll");
    if (!library)
        return 1;
    int (*run)(int, wchar_t **) = (int (*)(int, wchar_t **))(void *)GetProcAddress(library, "Py_Main");
    return run ? run(count, words) : 1;
}
